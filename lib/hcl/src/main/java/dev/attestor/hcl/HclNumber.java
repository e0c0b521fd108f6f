package dev.attestor.hcl;

/**
 * A well-formed number, exactly as written. Whether {@code 0755} is an octal number or a mistake
 * depends on the key, so the caller decides.
 */
public record HclNumber(String text, Position position) implements HclValue {}
