/** The ports through which the core asks a platform; platform modules implement them. */
@NullMarked
package dev.attestor.core.spi;

import org.jspecify.annotations.NullMarked;
