/** Tests of how registries are reached. */
@NullMarked
package dev.attestor.sigstore.registry;

import org.jspecify.annotations.NullMarked;
