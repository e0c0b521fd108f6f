package dev.attestor.sigstore.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to see, from its {@code WWW-Authenticate} header (RFC 9110, 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters by name in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

  // An attempt begins at the start of a word only and gives nothing back, so that a registry's
  // header takes time in proportion to it.
  private static final Pattern PARAMETER =
      Pattern.compile("(?<![A-Za-z])([A-Za-z]++)\\s*+=\\s*+(?:\"([^\"]*+)\"|([^\",\\s]++))");

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  /** The one of the challenges that can be met: a token before a login. */
  static Optional<Challenge> best(List<String> headers) {
    List<Challenge> all = headers.stream().map(Challenge::parse).toList();
    return all.stream()
        .filter(each -> each.scheme.equals("bearer") && each.parameters.containsKey("realm"))
        .findFirst()
        .or(() -> all.stream().filter(each -> each.scheme.equals("basic")).findFirst());
  }

  private static Challenge parse(String header) {
    String trimmed = header.trim();
    int blank = trimmed.indexOf(' ');
    String scheme = blank < 0 ? trimmed : trimmed.substring(0, blank);
    Map<String, String> parameters = new HashMap<>();
    Matcher each = PARAMETER.matcher(blank < 0 ? "" : trimmed.substring(blank));
    while (each.find()) {
      parameters.put(
          each.group(1).toLowerCase(Locale.ROOT),
          each.group(2) == null ? each.group(3) : each.group(2));
    }
    return new Challenge(scheme.toLowerCase(Locale.ROOT), parameters);
  }
}
