package dev.attestor.hcl;

/**
 * A string or heredoc with its escapes resolved. A {@code ${...}} stays as written, because nothing
 * is interpolated.
 */
public record HclText(String value, Position position) implements HclValue {}
