/** The agent's own configuration. */
@NullMarked
package dev.attestor.node.config;

import org.jspecify.annotations.NullMarked;
