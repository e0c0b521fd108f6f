/** Certificates and private keys: what is read from files, and what each may be used for. */
@NullMarked
package dev.attestor.core.tls;

import org.jspecify.annotations.NullMarked;
