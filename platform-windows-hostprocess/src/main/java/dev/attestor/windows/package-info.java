/**
 * The platform Windows: finds the container of a process by job objects, from the host or from a
 * HostProcess container.
 */
@NullMarked
package dev.attestor.windows;

import org.jspecify.annotations.NullMarked;
