/** gRPC over what connects the processes of one machine: Unix sockets and named pipes. */
@NullMarked
package dev.attestor.local;

import org.jspecify.annotations.NullMarked;
