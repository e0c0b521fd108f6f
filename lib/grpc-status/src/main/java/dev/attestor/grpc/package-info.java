/** The core's answers and errors in gRPC. */
@NullMarked
package dev.attestor.grpc;

import org.jspecify.annotations.NullMarked;
