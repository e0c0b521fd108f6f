/** The command line. It picks the platform, wires everything together, and decides exit codes. */
@NullMarked
package dev.attestor.cli;

import org.jspecify.annotations.NullMarked;
