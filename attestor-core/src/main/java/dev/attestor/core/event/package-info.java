/** What an attestor tells those who watch over it: for metrics, never for decisions. */
@NullMarked
package dev.attestor.core.event;

import org.jspecify.annotations.NullMarked;
