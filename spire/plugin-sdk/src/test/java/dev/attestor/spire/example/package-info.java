/** A complete small plugin: the one in {@code docs/writing-plugins.md}. */
@NullMarked
package dev.attestor.spire.example;

import org.jspecify.annotations.NullMarked;
