/** Pods from the kubelet's list, reduced to what selectors need and indexed for lookup. */
@NullMarked
package dev.attestor.core.pod;

import org.jspecify.annotations.NullMarked;
