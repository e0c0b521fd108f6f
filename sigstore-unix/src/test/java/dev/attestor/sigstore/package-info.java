/** Tests of image verification, with images that cosign signed. */
@NullMarked
package dev.attestor.sigstore;

import org.jspecify.annotations.NullMarked;
