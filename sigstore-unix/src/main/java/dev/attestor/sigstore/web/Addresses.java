package dev.attestor.sigstore.web;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** Which addresses may be asked, and how they are named in messages. */
public final class Addresses {

  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private Addresses() {}

  /** Whether a host is this machine by its very name; names are not resolved. */
  public static boolean isLoopback(String host) {
    String bare = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    return bare.equals("localhost") || bare.equals("::1") || LOOPBACK_V4.matcher(bare).matches();
  }

  /** HTTPS, or plain HTTP that stays on this machine; with a host and without a user. */
  public static boolean isAllowed(URI address) {
    String host = address.getHost();
    if (host == null || address.getUserInfo() != null) {
      return false;
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    return scheme.equals("https") || (scheme.equals("http") && isLoopback(host));
  }

  /** Scheme, host and port: what a credential is for. */
  static String origin(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    return scheme + "://" + host + ":" + port;
  }

  /** The address for a message: a query may hold a secret, so it is left out. */
  public static String shown(URI address) {
    String authority = Objects.requireNonNullElse(address.getHost(), "");
    String port = address.getPort() >= 0 ? ":" + address.getPort() : "";
    String path = Objects.requireNonNullElse(address.getRawPath(), "");
    return address.getScheme() + "://" + authority + port + path;
  }
}
