/** The agent's Unix socket. */
@NullMarked
package dev.attestor.agent.daemon.unix;

import org.jspecify.annotations.NullMarked;
