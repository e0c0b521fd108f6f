/** Tests. */
@NullMarked
package dev.attestor.spire.sdk.log;

import org.jspecify.annotations.NullMarked;
