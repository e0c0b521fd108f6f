/** The node agent: everything wired, started, reloaded and stopped. */
@NullMarked
package dev.attestor.agent.daemon;

import org.jspecify.annotations.NullMarked;
