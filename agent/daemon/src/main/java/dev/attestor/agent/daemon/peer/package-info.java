/** Who is at the other end of a connection, by the word of the operating system. */
@NullMarked
package dev.attestor.agent.daemon.peer;

import org.jspecify.annotations.NullMarked;
