/** A small client of the node agent for Java programs. */
@NullMarked
package dev.attestor.agent.client;

import org.jspecify.annotations.NullMarked;
