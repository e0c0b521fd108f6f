/** Finds and parses the signatures that are stored beside images. */
@NullMarked
package dev.attestor.sigstore.find;

import org.jspecify.annotations.NullMarked;
