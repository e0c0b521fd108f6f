/**
 * The way to an API server, from a kubeconfig or a pod's surroundings, to a client of the official
 * library: every problem is named before anything is dialled, and nothing waits for ever.
 */
@NullMarked
package dev.attestor.kubernetes;

import org.jspecify.annotations.NullMarked;
