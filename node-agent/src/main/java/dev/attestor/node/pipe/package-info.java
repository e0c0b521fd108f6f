/** The agent's named pipe. */
@NullMarked
package dev.attestor.node.pipe;

import org.jspecify.annotations.NullMarked;
