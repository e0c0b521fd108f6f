/** Queries a container runtime through its CRI socket. Loaded only if one is configured. */
@NullMarked
package dev.attestor.runtime;

import org.jspecify.annotations.NullMarked;
