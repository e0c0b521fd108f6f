/**
 * Service account tokens judged by the API server. The one package that knows the Kubernetes
 * client, which is loaded with its first use.
 */
@NullMarked
package dev.attestor.spire.node.sat.review;

import org.jspecify.annotations.NullMarked;
