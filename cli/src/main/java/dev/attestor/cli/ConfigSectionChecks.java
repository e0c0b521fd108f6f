package dev.attestor.cli;

import dev.attestor.cli.doctor.ConfigSectionCheck;
import dev.attestor.core.config.BrokerConfig;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.AttestationException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.kubernetes.ApiCalls;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds problems in the parts of a configuration other than the kubelet, without sending a request
 * except for the rights of brokers. A missing file is a warning, because it may exist on another
 * host.
 */
record ConfigSectionChecks(Parsed<K8sConfig> parsed) {

  List<ConfigProblem> namespaces() {
    Problems problems = new Problems();
    tell(
        problems,
        () -> parsed.config().namespaces().ifPresent(access -> Host.namespaces(access).close()));
    return problems.all();
  }

  List<ConfigProblem> images() {
    Problems problems = new Problems();
    tell(problems, () -> Images.check(parsed, problems));
    return problems.all();
  }

  /** Names the rights that brokers need; they are looked up by {@link #brokerRights}. */
  List<ConfigProblem> brokers() {
    Problems problems = new Problems();
    parsed
        .config()
        .brokers()
        .ifPresent(
            config -> {
              tell(problems, () -> openApiServer(config));
              problems.note(
                  parsed.places().get("experimental.broker"),
                  "brokers need our account at the API server to be allowed %s\"get\" and \"list\" on every type other than pods that they ask about"
                      .formatted(
                          BrokerRights.needed(parsed.config()).stream()
                              .map(action -> action + ", ")
                              .collect(Collectors.joining())));
            });
    return problems.all();
  }

  private static void openApiServer(BrokerConfig config) {
    if (config.needsApiServer()) {
      try (ApiCalls calls = Host.apiServer(config)) {
        calls.prepare();
      }
    }
  }

  /** The rights that our account lacks; asks the API server. */
  List<ConfigProblem> brokerRights() {
    Problems problems = new Problems();
    tell(
        problems,
        () ->
            BrokerRights.missing(parsed.config())
                .forEach(
                    action ->
                        problems.error(
                            null, "our account at the API server is not allowed " + action)));
    return problems.all();
  }

  List<ConfigSectionCheck> checks() {
    return List.of(
        new ConfigSectionCheck(
            "namespace labels",
            "enable_namespace_labels",
            parsed.config().namespaces().isPresent(),
            this::namespaces),
        new ConfigSectionCheck(
            "image signatures", "sigstore", parsed.config().sigstore().isPresent(), this::images),
        ConfigSectionCheck.ofServer(
            "rights for brokers",
            "experimental.broker",
            parsed.config().brokers().isPresent(),
            !BrokerRights.needed(parsed.config()).isEmpty(),
            this::brokerRights));
  }

  private static void tell(Problems problems, Runnable check) {
    try {
      check.run();
    } catch (AttestationException e) {
      String message = String.valueOf(e.getMessage());
      if (isForMissingFile(e)) {
        problems.warning(null, message);
      } else {
        problems.error(null, message);
      }
    }
  }

  private static boolean isForMissingFile(AttestationException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof NoSuchFileException) {
        return true;
      }
    }
    return false;
  }
}
