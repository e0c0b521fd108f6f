/** Small files that people and other programs write: configurations, credentials, keys. */
@NullMarked
package dev.attestor.input.file;

import org.jspecify.annotations.NullMarked;
