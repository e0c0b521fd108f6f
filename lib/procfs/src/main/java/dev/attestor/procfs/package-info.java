/** Text of the kernel's as it is: bytes, in lines that a line feed ends. */
@NullMarked
package dev.attestor.procfs;

import org.jspecify.annotations.NullMarked;
