package dev.attestor.hcl;

/**
 * A well-formed number, kept as written. Whether {@code 0755} is an octal or a mistake depends on
 * the key, so the caller decides.
 */
public record HclNumber(String text, Position position) implements HclValue {}
