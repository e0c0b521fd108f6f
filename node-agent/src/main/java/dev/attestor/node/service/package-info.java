/** The gRPC services of the agent's socket. */
@NullMarked
package dev.attestor.node.service;

import org.jspecify.annotations.NullMarked;
