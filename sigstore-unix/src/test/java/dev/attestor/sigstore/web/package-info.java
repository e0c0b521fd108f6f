/** A server to test with. */
@NullMarked
package dev.attestor.sigstore.web;

import org.jspecify.annotations.NullMarked;
