/** A kubelet that lists pods over TLS to clients with its token, for the demo and for tests. */
@NullMarked
package dev.attestor.standin;

import org.jspecify.annotations.NullMarked;
