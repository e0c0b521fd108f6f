/** Who is at the other end of a connection, by the word of the operating system. */
@NullMarked
package dev.attestor.node.peer;

import org.jspecify.annotations.NullMarked;
