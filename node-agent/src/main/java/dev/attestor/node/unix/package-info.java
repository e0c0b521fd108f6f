/** The agent's Unix socket. */
@NullMarked
package dev.attestor.node.unix;

import org.jspecify.annotations.NullMarked;
