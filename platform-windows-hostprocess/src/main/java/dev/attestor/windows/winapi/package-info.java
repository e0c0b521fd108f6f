/** Windows system calls: an interface for the needed functions, and the raw calls behind it. */
@NullMarked
package dev.attestor.windows.winapi;

import org.jspecify.annotations.NullMarked;
