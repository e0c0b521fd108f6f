package dev.attestor.hcl;

/** The bare word {@code true} or {@code false}; a quoted one is an {@link HclText}. */
public record HclBool(boolean value, Position position) implements HclValue {}
