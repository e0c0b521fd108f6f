/** Labels of namespaces from the API server. Loaded only where they are asked for. */
@NullMarked
package dev.attestor.kubernetes.namespaces;

import org.jspecify.annotations.NullMarked;
