/** The node agent: wiring, start, reload and stop. */
@NullMarked
package dev.attestor.agent.daemon;

import org.jspecify.annotations.NullMarked;
