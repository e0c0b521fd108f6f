/**
 * Validates service account tokens with the API server. Only this package uses the Kubernetes
 * client.
 */
@NullMarked
package dev.attestor.spire.sat.review;

import org.jspecify.annotations.NullMarked;
