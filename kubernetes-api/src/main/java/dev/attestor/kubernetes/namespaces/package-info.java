/** Reads labels of namespaces from the API server. Loaded only if they are configured. */
@NullMarked
package dev.attestor.kubernetes.namespaces;

import org.jspecify.annotations.NullMarked;
