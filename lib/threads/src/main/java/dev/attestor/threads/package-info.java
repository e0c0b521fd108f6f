/** Threads in the background. */
@NullMarked
package dev.attestor.threads;

import org.jspecify.annotations.NullMarked;
