/** Events of an attestor for monitoring. They must not influence decisions. */
@NullMarked
package dev.attestor.core.event;

import org.jspecify.annotations.NullMarked;
