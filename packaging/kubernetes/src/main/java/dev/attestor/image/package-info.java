/** A build tool that writes the container image from prepared folders. */
@NullMarked
package dev.attestor.image;

import org.jspecify.annotations.NullMarked;
