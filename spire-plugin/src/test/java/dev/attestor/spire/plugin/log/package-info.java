/** Tests. */
@NullMarked
package dev.attestor.spire.plugin.log;

import org.jspecify.annotations.NullMarked;
