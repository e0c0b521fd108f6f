package dev.attestor.spire.sat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service account by namespace and name, both in the format of Kubernetes: a DNS label and a DNS
 * subdomain, RFC 1123. Therefore, no other text can be mistaken for one.
 */
public record ServiceAccount(String namespace, String name) {

  private static final String LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
  private static final Pattern NAMESPACE = Pattern.compile(LABEL);
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
  private static final Pattern USER = Pattern.compile("system:serviceaccount:([^:]+):([^:]+)");

  /** Rejects names that Kubernetes would reject. */
  public ServiceAccount {
    if (!isNamespace(namespace)) {
      throw new IllegalArgumentException("\"%s\" is not a namespace".formatted(namespace));
    }
    if (!isName(name)) {
      throw new IllegalArgumentException("\"%s\" is not the name of an account".formatted(name));
    }
  }

  /** Whether this is a valid name of a namespace. */
  public static boolean isNamespace(String text) {
    return text.length() <= 63 && NAMESPACE.matcher(text).matches();
  }

  /** Whether this is a valid name of a service account. */
  public static boolean isName(String text) {
    return text.length() <= 253 && NAME.matcher(text).matches();
  }

  /**
   * The account of a user {@code system:serviceaccount:<namespace>:<name>}; empty for any other
   * user.
   */
  public static Optional<ServiceAccount> ofUser(String user) {
    Matcher parts = USER.matcher(user);
    return parts.matches() && isNamespace(parts.group(1)) && isName(parts.group(2))
        ? Optional.of(new ServiceAccount(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /** The format of an allow list, {@code <namespace>:<name>}. */
  public String qualified() {
    return namespace + ":" + name;
  }
}
