/** The limits of each caller, so that none can starve the others. */
@NullMarked
package dev.attestor.agent.daemon.limits;

import org.jspecify.annotations.NullMarked;
