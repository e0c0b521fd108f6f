package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** URLs of servers: HTTPS, or plain HTTP on this host. */
final class WebAddress {

  private static final String LOOPBACK = "localhost|127(\\.[0-9]{1,3}){3}|\\[::1]";

  private WebAddress() {}

  static Optional<URI> read(Fields fields, Problems problems, String key, String text) {
    return read(fields, problems, key, text, Set.of());
  }

  /** Takes plain HTTP for the given hosts too, which have their ports if they have one. */
  static Optional<URI> read(
      Fields fields, Problems problems, String key, String text, Set<String> plainHttp) {
    Optional<URI> address = parse(text).filter(each -> isUsable(each, plainHttp));
    if (address.isEmpty()) {
      problems.error(
          fields.position(key),
          ("%s is \"%s\", expected an https address without user, query and fragment (plain http on"
                  + " loopback only)")
              .formatted(fields.name(key), withoutUser(text)));
    }
    return address;
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isUsable(URI address, Set<String> plainHttp) {
    String host = address.getHost();
    String scheme = String.valueOf(address.getScheme());
    return host != null
        && address.getUserInfo() == null
        && address.getQuery() == null
        && address.getFragment() == null
        && (scheme.equalsIgnoreCase("https")
            || (scheme.equalsIgnoreCase("http")
                && (host.matches(LOOPBACK)
                    || plainHttp.contains(address.getRawAuthority().toLowerCase(Locale.ROOT)))));
  }

  /** Removes the user information, which may contain a password. */
  private static String withoutUser(String text) {
    return text.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1...@");
  }
}
