/** The agent's side of {@code k8s_sat}: hands the service account token to the server. */
@NullMarked
package dev.attestor.spire.sat.agent;

import org.jspecify.annotations.NullMarked;
