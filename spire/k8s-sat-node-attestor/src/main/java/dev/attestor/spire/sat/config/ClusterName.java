package dev.attestor.spire.sat.config;

import java.util.regex.Pattern;

/** The names that clusters may have. */
public final class ClusterName {

  /** A path segment of a SPIFFE ID, which cannot be "." or "..". */
  private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]+");

  private ClusterName() {}

  /** Whether this can be a segment of a SPIFFE ID. */
  public static boolean isValid(String name) {
    return SEGMENT.matcher(name).matches();
  }
}
