/** Reads the keys that a cluster publishes for its service account tokens, with limits. */
@NullMarked
package dev.attestor.kubernetes.keys;

import org.jspecify.annotations.NullMarked;
