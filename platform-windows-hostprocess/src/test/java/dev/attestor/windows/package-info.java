@NullMarked
package dev.attestor.windows;

import org.jspecify.annotations.NullMarked;
