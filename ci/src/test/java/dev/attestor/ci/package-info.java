/** Tests of the packaged program, as processes of their own, on a real host and a real kubelet. */
@NullMarked
package dev.attestor.ci;

import org.jspecify.annotations.NullMarked;
