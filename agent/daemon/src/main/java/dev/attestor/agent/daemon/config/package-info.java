/** The agent's own configuration. */
@NullMarked
package dev.attestor.agent.daemon.config;

import org.jspecify.annotations.NullMarked;
