/** Text from outside that becomes part of a message. */
@NullMarked
package dev.attestor.input.text;

import org.jspecify.annotations.NullMarked;
