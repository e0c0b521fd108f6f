/** The interfaces between the core and a platform; platform modules implement them. */
@NullMarked
package dev.attestor.core.spi;

import org.jspecify.annotations.NullMarked;
