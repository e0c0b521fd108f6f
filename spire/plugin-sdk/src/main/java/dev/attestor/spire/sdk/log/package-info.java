/** An slf4j provider that writes SPIRE's log format: one JSON object per line on stderr. */
@NullMarked
package dev.attestor.spire.sdk.log;

import org.jspecify.annotations.NullMarked;
