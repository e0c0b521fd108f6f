/** Identifies the process at the other end of a connection with the operating system's help. */
@NullMarked
package dev.attestor.agent.daemon.peer;

import org.jspecify.annotations.NullMarked;
