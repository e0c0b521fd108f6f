/** A small Java client of the node agent. */
@NullMarked
package dev.attestor.agent.client;

import org.jspecify.annotations.NullMarked;
