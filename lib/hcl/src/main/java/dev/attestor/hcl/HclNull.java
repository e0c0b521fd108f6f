package dev.attestor.hcl;

/** The {@code null} of JSON; the native syntax has none. */
public record HclNull(Position position) implements HclValue {}
