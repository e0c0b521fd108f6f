/** The kubelet as a source of pods: TLS, credentials, one shared request at a time. */
@NullMarked
package dev.attestor.core.kubelet;

import org.jspecify.annotations.NullMarked;
