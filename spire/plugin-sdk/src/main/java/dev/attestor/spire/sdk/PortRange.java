package dev.attestor.spire.sdk;

/**
 * The TCP ports that a host allows, both ends included.
 *
 * @param min 0 together with a {@code max} of 0 means any port
 */
record PortRange(int min, int max) {

  static final PortRange ANY = new PortRange(0, 0);

  PortRange {
    if (min < 0 || max > 65_535 || min > max || (min == 0 && max != 0)) {
      throw new IllegalArgumentException(
          "ports from %s to %s, expected 1 <= min <= max <= 65535, or 0 and 0".formatted(min, max));
    }
  }

  /** Parses the two variables; an empty one counts as 0. */
  static PortRange parse(String min, String max) throws StartRefusedException {
    try {
      return new PortRange(number(min), number(max));
    } catch (IllegalArgumentException e) {
      throw new StartRefusedException(
          "PLUGIN_MIN_PORT is \"%s\" and PLUGIN_MAX_PORT is \"%s\", expected a range of ports"
              .formatted(HostEnvironment.shown(min), HostEnvironment.shown(max)),
          e);
    }
  }

  private static int number(String text) {
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }
}
