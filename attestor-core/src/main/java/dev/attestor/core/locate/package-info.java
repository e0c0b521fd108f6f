/** Where a process runs: the result of the platform's lookup, before the kubelet confirms it. */
@NullMarked
package dev.attestor.core.locate;

import org.jspecify.annotations.NullMarked;
