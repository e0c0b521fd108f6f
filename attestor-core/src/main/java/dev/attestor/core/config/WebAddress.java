package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** URLs of servers: HTTPS, or plain HTTP on this host. */
final class WebAddress {

  private static final String LOOPBACK = "localhost|127(\\.[0-9]{1,3}){3}|\\[::1]";

  private WebAddress() {}

  static Optional<URI> read(Fields fields, Problems problems, String key, String text) {
    Optional<URI> address = parse(text).filter(WebAddress::isUsable);
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

  private static boolean isUsable(URI address) {
    String host = address.getHost();
    String scheme = String.valueOf(address.getScheme());
    return host != null
        && address.getUserInfo() == null
        && address.getQuery() == null
        && address.getFragment() == null
        && (scheme.equalsIgnoreCase("https")
            || (scheme.equalsIgnoreCase("http") && host.matches(LOOPBACK)));
  }

  /** Removes the user information, which may contain a password. */
  private static String withoutUser(String text) {
    return text.replaceFirst("//[^/@]*@", "//...@");
  }
}
