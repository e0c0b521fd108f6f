@NullMarked
package dev.attestor.local.pipe;

import org.jspecify.annotations.NullMarked;
