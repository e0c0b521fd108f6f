/** The {@code k8s} workload attestor as a SPIRE plugin, based on the core. */
@NullMarked
package dev.attestor.spire.workload;

import org.jspecify.annotations.NullMarked;
