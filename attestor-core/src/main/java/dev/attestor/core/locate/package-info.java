/** Where a process runs: the answer of a platform's lookup, before the kubelet is asked. */
@NullMarked
package dev.attestor.core.locate;

import org.jspecify.annotations.NullMarked;
