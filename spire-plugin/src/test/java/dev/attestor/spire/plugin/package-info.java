/** Tests. */
@NullMarked
package dev.attestor.spire.plugin;

import org.jspecify.annotations.NullMarked;
