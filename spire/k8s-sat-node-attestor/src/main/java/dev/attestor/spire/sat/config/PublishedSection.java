package dev.attestor.spire.sat.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.kubernetes.keys.OidcIssuer;
import dev.attestor.spire.sat.config.TokenValidation.ByPublishedKeys;
import dev.attestor.spire.sat.config.TokenValidation.KeyPublication;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of a cluster whose keys are published. */
final class PublishedSection {

  static final String AUTHORITIES = "issuer_ca_file";
  static final String MAX_AGE = "keys_max_age";

  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration AGE = Duration.ofHours(24);

  private final Fields fields;
  private final Problems problems;

  PublishedSection(Fields fields, Problems problems) {
    this.fields = fields;
    this.problems = problems;
  }

  /** At the only issuer of the tokens. */
  TokenValidation atIssuer(List<String> issuers, Optional<Duration> reload) {
    KeyPublication place = new KeyPublication.Issuer("", fields.path(AUTHORITIES));
    if (issuers.size() == 1 && OidcIssuer.isValid(issuers.get(0))) {
      place = new KeyPublication.Issuer(issuers.get(0), fields.path(AUTHORITIES));
    } else {
      problems.error(
          fields.position(ClusterSection.ISSUER),
          "%s has to be one issuer with keys = \"oidc\", expected \"https://<host>/<path>\""
              .formatted(fields.name(ClusterSection.ISSUER)));
    }
    return published(place, issuers, reload);
  }

  /** At the API server. */
  TokenValidation atApiServer(List<String> issuers, Optional<Duration> reload) {
    return published(
        new KeyPublication.ApiServer(fields.path(ClusterSection.KUBECONFIG)), issuers, reload);
  }

  private ByPublishedKeys published(
      KeyPublication place, List<String> issuers, Optional<Duration> reload) {
    Duration refresh = reload.orElse(REFRESH);
    if (refresh.compareTo(LEAST) < 0) {
      problems.error(
          fields.position(ClusterSection.RELOAD),
          "%s is shorter than 10 s, expected a duration such as \"5m\" for published keys"
              .formatted(fields.name(ClusterSection.RELOAD)));
    }
    Duration most = fields.duration(MAX_AGE).orElse(AGE);
    if (most.compareTo(refresh) < 0) {
      problems.error(
          fields.position(MAX_AGE),
          "%s is shorter than %s, expected a longer duration such as \"24h\""
              .formatted(fields.name(MAX_AGE), fields.name(ClusterSection.RELOAD)));
    }
    return new ByPublishedKeys(place, refresh, most, issuers);
  }
}
