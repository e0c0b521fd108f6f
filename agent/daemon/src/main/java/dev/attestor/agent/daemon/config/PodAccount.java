package dev.attestor.agent.daemon.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pods of one namespace with one service account. Both are required, so this never matches a
 * pod without a service account.
 */
public record PodAccount(String namespace, String serviceAccount) {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<namespace>%s)/(?=.{1,253}\\z)(?<account>%s(\\.%s)*)".formatted(LABEL, LABEL, LABEL));

  /** Rejects empty values. */
  public PodAccount {
    if (namespace.isEmpty() || serviceAccount.isEmpty()) {
      throw new IllegalArgumentException("a namespace and a service account are both needed");
    }
  }

  /** Parses {@code namespace/serviceaccount}; empty for any other text. */
  static Optional<PodAccount> parse(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new PodAccount(matcher.group("namespace"), matcher.group("account")))
        : Optional.empty();
  }
}
