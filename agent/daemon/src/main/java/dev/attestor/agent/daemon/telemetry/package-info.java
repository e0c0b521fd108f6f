/** Metrics, and whether the agent is alive and ready, over HTTP on loopback. */
@NullMarked
package dev.attestor.agent.daemon.telemetry;

import org.jspecify.annotations.NullMarked;
