@NullMarked
package dev.attestor.pipe;

import org.jspecify.annotations.NullMarked;
