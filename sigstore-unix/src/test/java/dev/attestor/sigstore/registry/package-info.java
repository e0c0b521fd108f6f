/** Tests of the access to registries. */
@NullMarked
package dev.attestor.sigstore.registry;

import org.jspecify.annotations.NullMarked;
