package dev.attestor.hcl;

/** The {@code null} of JSON; the native syntax has no null. */
public record HclNull(Position position) implements HclValue {}
