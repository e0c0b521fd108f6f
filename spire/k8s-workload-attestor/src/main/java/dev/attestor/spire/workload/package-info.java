/** The {@code k8s} workload attestor as a SPIRE plugin over the core. */
@NullMarked
package dev.attestor.spire.workload;

import org.jspecify.annotations.NullMarked;
