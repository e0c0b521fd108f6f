@NullMarked
package dev.attestor.windows.winapi;

import org.jspecify.annotations.NullMarked;
