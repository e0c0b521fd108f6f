/** What the core's answers and errors are on a gRPC wire. */
@NullMarked
package dev.attestor.grpc;

import org.jspecify.annotations.NullMarked;
