/** Tests of image verification, on images that were really signed. */
@NullMarked
package dev.attestor.sigstore;

import org.jspecify.annotations.NullMarked;
