@NullMarked
package dev.attestor.local;

import org.jspecify.annotations.NullMarked;
