package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings that say how the kubelet's certificate is verified. */
final class VerificationSection {

  private static final String VERIFICATION = "kubelet_verification";
  private static final String SKIP = "skip_kubelet_verification";
  private static final List<String> WITHOUT_EFFECT =
      List.of("kubelet_ca_path", "kubelet_server_name", "kubelet_server_name_env");

  private final Fields fields;
  private final Problems problems;
  private final Environment environment;

  VerificationSection(Fields fields, Problems problems, Environment environment) {
    this.fields = fields;
    this.problems = problems;
    this.environment = environment;
  }

  private enum Mode {
    AUTO,
    STRICT,
    SKIP
  }

  /**
   * Reads the settings.
   *
   * @param secure whether they have an effect
   */
  ServerCheck read(Optional<String> nodeName, boolean secure) {
    Mode mode = mode();
    Optional<Path> configured = fields.path("kubelet_ca_path");
    Path ca = configured.orElseGet(() -> environment.serviceAccount().resolve("ca.crt"));
    Optional<String> name = serverName().or(() -> nodeName);
    if (mode == Mode.SKIP) {
      WITHOUT_EFFECT.forEach(key -> warnOf(key, secure));
      return new ServerCheck.None(configured);
    }
    if (mode == Mode.AUTO) {
      return new ServerCheck.Auto(ca, name);
    }
    if (name.isEmpty() && secure) {
      problems.note(
          null,
          "without a node name the kubelet is asked at 127.0.0.1 and its certificate's chain is"
              + " verified, but not its name; kubelet_server_name would have the name verified"
              + " too");
    }
    return name.<ServerCheck>map(each -> new ServerCheck.ChainAndName(ca, each))
        .orElseGet(() -> new ServerCheck.Chain(ca));
  }

  private void warnOf(String key, boolean secure) {
    if (secure && fields.text(key).isPresent()) {
      problems.warning(
          fields.position(key),
          "%s takes precedence: %s has no effect"
              .formatted(fields.has(VERIFICATION) ? VERIFICATION + " = \"skip\"" : SKIP, key));
    }
  }

  /** Without either key, the certificate is verified. */
  private Mode mode() {
    problems.remember(VERIFICATION, fields.position(VERIFICATION));
    boolean skip = fields.bool(SKIP);
    Optional<String> word = fields.text(VERIFICATION);
    if (word.isEmpty()) {
      return skip ? Mode.SKIP : Mode.STRICT;
    }
    Mode mode =
        switch (word.get()) {
          case "auto" -> Mode.AUTO;
          case "skip" -> Mode.SKIP;
          case "strict" -> Mode.STRICT;
          default -> {
            problems.error(
                fields.position(VERIFICATION),
                "%s is \"%s\", expected \"auto\", \"strict\" or \"skip\""
                    .formatted(VERIFICATION, word.get()));
            yield Mode.STRICT;
          }
        };
    if (fields.has(SKIP) && skip != (mode == Mode.SKIP)) {
      problems.error(
          fields.position(SKIP),
          "%s = \"%s\" and %s = %s contradict each other; remove %s"
              .formatted(VERIFICATION, word.get(), SKIP, skip, SKIP));
    }
    return mode;
  }

  /** A missing variable is an error: without the name, less would be verified than configured. */
  private Optional<String> serverName() {
    Optional<String> configured = fields.text("kubelet_server_name");
    Optional<String> variable = fields.text("kubelet_server_name_env");
    if (configured.isPresent() || variable.isEmpty()) {
      configured.ifPresent(name -> requireHost("kubelet_server_name", "kubelet_server_name", name));
      return configured;
    }
    Optional<String> name =
        Optional.ofNullable(environment.get(variable.get())).filter(value -> !value.isEmpty());
    if (name.isEmpty()) {
      problems.error(
          fields.position("kubelet_server_name_env"),
          "the environment variable %s is not set, expected the name in the kubelet's certificate"
              .formatted(variable.get()));
    }
    name.ifPresent(
        value ->
            requireHost(
                "kubelet_server_name_env", "the environment variable " + variable.get(), value));
    return name;
  }

  private void requireHost(String key, String source, String value) {
    HostName.require(fields, problems, key, source, value);
  }
}
