/** The agent side of {@code k8s_sat}: sends the service account token to the server. */
@NullMarked
package dev.attestor.spire.sat.agent;

import org.jspecify.annotations.NullMarked;
