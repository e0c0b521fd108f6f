/** Tests of the packaged program in separate processes, on a real host and a real kubelet. */
@NullMarked
package dev.attestor.ci;

import org.jspecify.annotations.NullMarked;
