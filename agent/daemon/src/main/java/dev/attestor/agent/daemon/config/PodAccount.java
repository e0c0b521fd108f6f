package dev.attestor.agent.daemon.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pods of one namespace that run under one service account. Both have to be there, so a pod
 * without a service account is named by nothing.
 */
public record PodAccount(String namespace, String serviceAccount) {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<namespace>%s)/(?=.{1,253}\\z)(?<account>%s(\\.%s)*)".formatted(LABEL, LABEL, LABEL));

  /** Refuses what is empty. */
  public PodAccount {
    if (namespace.isEmpty() || serviceAccount.isEmpty()) {
      throw new IllegalArgumentException("a namespace and a service account are both needed");
    }
  }

  /** What {@code namespace/serviceaccount} names; empty for any other text. */
  static Optional<PodAccount> parse(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new PodAccount(matcher.group("namespace"), matcher.group("account")))
        : Optional.empty();
  }
}
