/**
 * Shared by both sides of the {@code k8s_sat} node attestor: the token, the messages, and the
 * errors.
 */
@NullMarked
package dev.attestor.spire.sat;

import org.jspecify.annotations.NullMarked;
