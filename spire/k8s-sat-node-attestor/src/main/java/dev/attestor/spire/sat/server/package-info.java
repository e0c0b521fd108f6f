/** The server side of {@code k8s_sat}: from a payload to an agent's ID and selectors. */
@NullMarked
package dev.attestor.spire.sat.server;

import org.jspecify.annotations.NullMarked;
