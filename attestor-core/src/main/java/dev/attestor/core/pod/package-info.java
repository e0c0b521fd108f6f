/** Pods as the kubelet lists them, reduced to what selectors need and indexed for lookup. */
@NullMarked
package dev.attestor.core.pod;

import org.jspecify.annotations.NullMarked;
