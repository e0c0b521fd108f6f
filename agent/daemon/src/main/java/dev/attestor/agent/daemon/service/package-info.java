/** The gRPC services on the agent's socket. */
@NullMarked
package dev.attestor.agent.daemon.service;

import org.jspecify.annotations.NullMarked;
