package dev.attestor.sigstore.web;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** Decides which addresses may be used, and formats them for messages. */
public final class Addresses {

  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private Addresses() {}

  /** Whether a host name always means this host; names are not resolved. */
  public static boolean isLoopback(String host) {
    String bare = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    return bare.equals("localhost") || bare.equals("::1") || LOOPBACK_V4.matcher(bare).matches();
  }

  /**
   * Whether the address is HTTPS, or plain HTTP on this host, with a host and without user
   * information.
   */
  public static boolean isAllowed(URI address) {
    String host = address.getHost();
    if (host == null || address.getUserInfo() != null) {
      return false;
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    return scheme.equals("https") || (scheme.equals("http") && isLoopback(host));
  }

  /** Scheme, host and port: the scope of a credential. */
  static String origin(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    return scheme + "://" + host + ":" + port;
  }

  /** The address for a message, without its query, which may contain a secret. */
  public static String shown(URI address) {
    String authority = Objects.requireNonNullElse(address.getHost(), "");
    String port = address.getPort() >= 0 ? ":" + address.getPort() : "";
    String path = Objects.requireNonNullElse(address.getRawPath(), "");
    return address.getScheme() + "://" + authority + port + path;
  }
}
