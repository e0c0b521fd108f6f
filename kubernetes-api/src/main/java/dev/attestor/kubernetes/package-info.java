/**
 * Connects to an API server with the official Kubernetes client, from a kubeconfig or a pod's
 * environment. Reports every problem of the configuration before the first connection. Every wait
 * has a time limit.
 */
@NullMarked
package dev.attestor.kubernetes;

import org.jspecify.annotations.NullMarked;
