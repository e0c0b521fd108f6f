/** Asks the API server who may do what. Loaded only if it is configured. */
@NullMarked
package dev.attestor.kubernetes.reviews;

import org.jspecify.annotations.NullMarked;
