/** Checks a single signature. Each check has a name and its own messages. */
@NullMarked
package dev.attestor.sigstore.check;

import org.jspecify.annotations.NullMarked;
