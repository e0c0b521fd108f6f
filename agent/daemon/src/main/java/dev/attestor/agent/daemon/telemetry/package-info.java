/** Metrics, liveness and readiness over HTTP on loopback. */
@NullMarked
package dev.attestor.agent.daemon.telemetry;

import org.jspecify.annotations.NullMarked;
