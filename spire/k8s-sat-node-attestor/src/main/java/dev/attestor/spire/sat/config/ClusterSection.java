package dev.attestor.spire.sat.config;

import static java.util.stream.Collectors.joining;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.spire.sat.ServiceAccount;
import dev.attestor.spire.sat.key.KeyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The settings of one cluster. */
final class ClusterSection {

  private static final String ALLOWED = "service_account_allow_list";
  private static final String REVIEW = "use_token_review_api_validation";
  private static final String KEY_FILE = "service_account_key_file";
  private static final String JWKS_FILE = "service_account_jwks_file";
  private static final String KEYS = "keys";
  private static final String AUDIENCE = "audience";
  static final String RELOAD = "key_reload_interval";
  static final String ISSUER = "issuer";
  static final String KUBECONFIG = "kube_config_file";

  private static final String AGENT_ID = "agent_id";

  /** Where keys come from. */
  private enum Keys {
    FILE,
    OIDC,
    API_SERVER
  }

  private final String name;
  private final Fields fields;
  private final Problems problems;

  ClusterSection(String name, Fields fields, Problems problems) {
    this.name = name;
    this.fields = fields;
    this.problems = problems;
  }

  ClusterConfig read() {
    TokenBinding binding = choice("token_binding", TokenBinding.IGNORE);
    ClusterConfig config =
        new ClusterConfig(
            name,
            allowed(),
            fields.bool(REVIEW) ? byReview() : byKeys(),
            fields.texts(AUDIENCE),
            fields.bool("refuse_used_tokens"),
            binding,
            agentId(binding));
    fields.refuseOthers();
    return config;
  }

  private Set<String> allowed() {
    Set<String> allowed = Set.copyOf(fields.texts(ALLOWED));
    if (allowed.isEmpty()) {
      problems.error(
          fields.position(ALLOWED),
          "%s of the cluster \"%s\" is empty, expected at least one \"<namespace>:<account>\""
              .formatted(fields.name(ALLOWED), name));
    }
    for (String account : allowed) {
      if (ServiceAccount.ofUser("system:serviceaccount:" + account).isEmpty()) {
        problems.warning(
            fields.position(ALLOWED),
            "%s holds \"%s\", which is not a valid account; expected \"<namespace>:<account>\""
                .formatted(fields.name(ALLOWED), account));
      }
    }
    return allowed;
  }

  private AgentId agentId(TokenBinding binding) {
    AgentId agentId = choice(AGENT_ID, AgentId.UUID);
    if (!agentId.suits(binding)) {
      problems.error(
          fields.position(AGENT_ID),
          "%s is \"%s\", which needs token_binding = \"%s\""
              .formatted(
                  fields.name(AGENT_ID),
                  word(agentId),
                  agentId == AgentId.POD ? "pod\" or \"node" : word(agentId)));
    }
    return agentId;
  }

  private TokenValidation byReview() {
    Optional<Path> kubeconfig = fields.path(KUBECONFIG);
    haveNoEffect(
        "with " + REVIEW,
        KEYS,
        KEY_FILE,
        JWKS_FILE,
        RELOAD,
        ISSUER,
        PublishedSection.AUTHORITIES,
        PublishedSection.MAX_AGE);
    return new TokenValidation.ByReview(kubeconfig);
  }

  private TokenValidation byKeys() {
    Keys keys = choice(KEYS, Keys.FILE);
    if (keys == Keys.FILE) {
      haveNoEffect("without " + KEYS, PublishedSection.AUTHORITIES, PublishedSection.MAX_AGE);
      return byFiles();
    }
    String with = "with %s = \"%s\"".formatted(KEYS, word(keys));
    haveNoEffect(with, KEY_FILE, JWKS_FILE);
    if (fields.texts(AUDIENCE).isEmpty()) {
      problems.warning(
          fields.position(KEYS),
          "%s is empty %s, so tokens for any audience are accepted; expected one such as [\"spire-server\"]"
              .formatted(fields.name(AUDIENCE), with));
    }
    haveNoEffect(with, keys == Keys.OIDC ? KUBECONFIG : PublishedSection.AUTHORITIES);
    PublishedSection published = new PublishedSection(fields, problems);
    return keys == Keys.OIDC
        ? published.atIssuer(issuers(), reload())
        : published.atApiServer(issuers(), reload());
  }

  private TokenValidation byFiles() {
    Optional<Path> pem = fields.path(KEY_FILE);
    Optional<Path> jwks = fields.path(JWKS_FILE);
    if (pem.isEmpty() && jwks.isEmpty()) {
      problems.error(
          null,
          "%s of the cluster \"%s\" is not set, and %s is not true; one of them has to be"
              .formatted(fields.name(KEY_FILE), name, REVIEW));
    }
    haveNoEffect("without " + REVIEW, KUBECONFIG);
    return new TokenValidation.ByKeys(new KeyFiles(pem, jwks), reload(), issuers());
  }

  /** Several while a cluster moves from one to the next, as kube-apiserver takes them. */
  private List<String> issuers() {
    if (fields.count(ISSUER) > 1) {
      problems.error(
          fields.position(ISSUER),
          "%s is set %s times; set it once, to a list of all issuers"
              .formatted(fields.name(ISSUER), fields.count(ISSUER)));
      return List.of();
    }
    List<String> issuers = fields.texts(ISSUER);
    if (fields.isList(ISSUER) && (issuers.isEmpty() || issuers.contains(""))) {
      problems.error(
          fields.position(ISSUER),
          "%s has %s, expected at least one issuer such as \"https://kubernetes.default.svc\""
              .formatted(fields.name(ISSUER), issuers.isEmpty() ? "no issuer" : "an empty issuer"));
    }
    return issuers.stream().filter(issuer -> !issuer.isEmpty()).distinct().toList();
  }

  private Optional<Duration> reload() {
    Optional<Duration> interval = fields.duration(RELOAD);
    if (interval.isPresent() && (interval.get().isZero() || interval.get().isNegative())) {
      problems.error(
          fields.position(RELOAD),
          "%s is not positive, expected a duration such as \"1m\"".formatted(fields.name(RELOAD)));
    }
    return interval;
  }

  /** One of the constants, written in lower case; the default if the key is not set or is wrong. */
  private <E extends Enum<E>> E choice(String key, E usual) {
    Optional<String> text = fields.text(key);
    List<E> all = List.of(usual.getDeclaringClass().getEnumConstants());
    for (E each : all) {
      if (text.isEmpty() ? each == usual : text.get().equals(word(each))) {
        return each;
      }
    }
    problems.error(
        fields.position(key),
        "%s is \"%s\", expected one of %s"
            .formatted(
                fields.name(key),
                text.orElse(""),
                all.stream().map(each -> "\"" + word(each) + "\"").collect(joining(", "))));
    return usual;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void haveNoEffect(String why, String... keys) {
    for (String key : keys) {
      if (fields.has(key)) {
        problems.warning(
            fields.position(key), "%s has no effect %s".formatted(fields.name(key), why));
      }
    }
  }
}
