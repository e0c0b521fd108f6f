/** Tests. */
@NullMarked
package dev.attestor.spire.sdk;

import org.jspecify.annotations.NullMarked;
