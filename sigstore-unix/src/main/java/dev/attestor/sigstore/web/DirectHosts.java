package dev.attestor.sigstore.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that are reached without a proxy, as Go reads {@code NO_PROXY}: names with all below
 * them ({@code .name} and {@code *.name} without the name itself), addresses, networks as {@code
 * address/bits}, each but the last perhaps with a port, or {@code *} for all. No name is resolved.
 */
final class DirectHosts {

  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern WITH_PORT =
      Pattern.compile("(?<host>\\[[^\\]]*]|[^:]*):(?<port>[0-9]+)");

  /** One of the entries. */
  @FunctionalInterface
  private interface Rule {
    boolean covers(String host, Optional<InetAddress> address, int port);
  }

  private final List<Rule> rules = new ArrayList<>();

  DirectHosts(List<String> entries) {
    for (String entry : entries) {
      rule(entry.strip().toLowerCase(Locale.ROOT)).ifPresent(rules::add);
    }
  }

  /** Whether a host is reached without a proxy; this machine always is. */
  boolean covers(String host, int port) {
    String bare = withoutBrackets(host.toLowerCase(Locale.ROOT));
    Optional<InetAddress> address = address(bare);
    return Addresses.isLoopback(bare)
        || address.filter(InetAddress::isLoopbackAddress).isPresent()
        || rules.stream().anyMatch(rule -> rule.covers(bare, address, port));
  }

  private static Optional<Rule> rule(String entry) {
    if (entry.equals("*")) {
      return Optional.of((host, address, port) -> true);
    }
    int slash = entry.indexOf('/');
    if (slash >= 0) {
      return network(entry.substring(0, slash), entry.substring(slash + 1));
    }
    Matcher parts = WITH_PORT.matcher(entry);
    boolean hasPort = parts.matches();
    String name = withoutBrackets(hasPort ? parts.group("host") : entry);
    Optional<Integer> only = hasPort ? port(parts.group("port")) : Optional.empty();
    if (name.isEmpty() || (hasPort && only.isEmpty())) {
      return Optional.empty();
    }
    Optional<InetAddress> wanted = address(name);
    if (wanted.isPresent()) {
      return Optional.of(
          (host, address, port) -> address.equals(wanted) && only.orElse(port) == port);
    }
    String bare = name.startsWith("*.") ? name.substring(1) : name;
    String below = bare.startsWith(".") ? bare : "." + bare;
    return Optional.of(
        (host, address, port) ->
            (host.endsWith(below) || host.equals(bare)) && only.orElse(port) == port);
  }

  private static Optional<Rule> network(String base, String length) {
    Optional<InetAddress> first = address(base);
    if (first.isEmpty() || !length.matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    byte[] wanted = first.get().getAddress();
    int bits = Integer.parseInt(length);
    return bits > wanted.length * 8
        ? Optional.empty()
        : Optional.of(
            (host, address, port) ->
                address.isPresent() && sharePrefix(address.get().getAddress(), wanted, bits));
  }

  private static boolean sharePrefix(byte[] one, byte[] other, int bits) {
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (((one[bit / 8] ^ other[bit / 8]) & (0x80 >> bit % 8)) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Integer> port(String digits) {
    return digits.length() > 5 ? Optional.empty() : Optional.of(Integer.valueOf(digits));
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Of an address as text; of a name there is none. */
  private static Optional<InetAddress> address(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      // In brackets nothing but an IPv6 address is read, and digits with dots are an IPv4 address.
      return Optional.of(InetAddress.getByName(text.contains(":") ? "[" + text + "]" : text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
