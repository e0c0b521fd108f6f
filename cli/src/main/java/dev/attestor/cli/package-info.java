/** The command line. It selects the platform, connects all parts, and decides exit codes. */
@NullMarked
package dev.attestor.cli;

import org.jspecify.annotations.NullMarked;
