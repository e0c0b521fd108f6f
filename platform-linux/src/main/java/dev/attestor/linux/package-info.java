/**
 * Finds the container of a process on Linux: parses its cgroup file from the outermost segment
 * inwards.
 */
@NullMarked
package dev.attestor.linux;

import org.jspecify.annotations.NullMarked;
