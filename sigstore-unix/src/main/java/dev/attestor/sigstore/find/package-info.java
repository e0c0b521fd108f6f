/** Where signatures are kept beside images, and how they are read there. */
@NullMarked
package dev.attestor.sigstore.find;

import org.jspecify.annotations.NullMarked;
