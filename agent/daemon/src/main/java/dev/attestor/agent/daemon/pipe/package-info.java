/** The agent's named pipe. */
@NullMarked
package dev.attestor.agent.daemon.pipe;

import org.jspecify.annotations.NullMarked;
