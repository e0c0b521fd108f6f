/**
 * Finds objects of any type at the API server, by name or UID, and reads only what selectors need.
 * Loaded only if it is configured.
 */
@NullMarked
package dev.attestor.kubernetes.objects;

import org.jspecify.annotations.NullMarked;
