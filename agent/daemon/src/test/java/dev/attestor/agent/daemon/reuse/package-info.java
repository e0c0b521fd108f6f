/** Process IDs that are reused while the agent is asked. */
@NullMarked
package dev.attestor.agent.daemon.reuse;

import org.jspecify.annotations.NullMarked;
