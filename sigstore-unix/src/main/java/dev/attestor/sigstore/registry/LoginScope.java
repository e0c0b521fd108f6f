package dev.attestor.sigstore.registry;

import dev.attestor.core.config.RegistryNames;
import java.util.Comparator;
import java.util.Locale;

/**
 * The repositories that an entry of Docker's file applies to. The entry's name is a host,
 * optionally with a path below it, as in {@code containers-auth.json} and for the kubelet. In the
 * host, as for the kubelet, {@code *} matches any part of one label.
 *
 * @param host in lower case, with the port if there is one
 * @param path without slashes at its ends; empty for the whole host
 */
record LoginScope(String host, String path) {

  /** Exact hosts first, then the longest path. */
  static final Comparator<LoginScope> CLOSEST_FIRST =
      Comparator.comparing(LoginScope::isPattern)
          .thenComparing(
              Comparator.comparingInt((LoginScope each) -> each.path.length()).reversed())
          .thenComparing(
              Comparator.comparingInt((LoginScope each) -> each.host.length()).reversed());

  /** Such files name a registry with or without a scheme and an API version. */
  static LoginScope of(String name) {
    String bare = name.replaceFirst("^[Hh][Tt][Tt][Pp][Ss]?://", "");
    int slash = bare.indexOf('/');
    String host = (slash < 0 ? bare : bare.substring(0, slash)).toLowerCase(Locale.ROOT);
    String path = slash < 0 ? "" : bare.substring(slash).replaceFirst("^/v[12](?=/|$)", "");
    return new LoginScope(RegistryNames.canonical(host), withoutSlashes(path));
  }

  private static String withoutSlashes(String path) {
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }

  boolean covers(String registry, String repository) {
    boolean here = path.isEmpty() || repository.equals(path) || repository.startsWith(path + "/");
    String asked = of(registry).host;
    return here && (isPattern() ? matches(asked) : host.equals(asked));
  }

  private boolean isPattern() {
    return host.indexOf('*') >= 0;
  }

  /** Compares both in one pass, backtracking only to the last star; a star never matches a dot. */
  private boolean matches(String asked) {
    int star = -1;
    int resume = 0;
    int at = 0;
    int place = 0;
    while (place < asked.length()) {
      if (at < host.length() && host.charAt(at) == '*') {
        star = at++;
        resume = place;
      } else if (at < host.length() && host.charAt(at) == asked.charAt(place)) {
        at++;
        place++;
      } else if (star >= 0 && isOneLabel(asked.charAt(resume))) {
        at = star + 1;
        place = ++resume;
      } else {
        return false;
      }
    }
    while (at < host.length() && host.charAt(at) == '*') {
      at++;
    }
    return at == host.length();
  }

  private static boolean isOneLabel(char letter) {
    return letter != '.' && letter != ':';
  }
}
