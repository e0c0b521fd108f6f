/** The kubelet as a source of pods: TLS, credentials, and one shared request at a time. */
@NullMarked
package dev.attestor.core.kubelet;

import org.jspecify.annotations.NullMarked;
