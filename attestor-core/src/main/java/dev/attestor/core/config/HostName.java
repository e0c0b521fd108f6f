package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Host names and IP addresses in settings; IPv6 without brackets. */
final class HostName {

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*)");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[\\w.-]+)?");

  private HostName() {}

  /**
   * Adds an error if the value is neither.
   *
   * @param source where the value comes from
   */
  static void require(Fields fields, Problems problems, String key, String source, String value) {
    if (!HOST.matcher(value).matches() && !isIpv6(value)) {
      problems.error(
          fields.position(key),
          "%s is \"%s\", expected a host name or an IP address".formatted(source, value));
    }
  }

  /** The pattern excludes other text; the JDK decides whether the digits form an address. */
  private static boolean isIpv6(String value) {
    try {
      return IPV6.matcher(value).matches() && new URI("https://[" + value + "]/").getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
