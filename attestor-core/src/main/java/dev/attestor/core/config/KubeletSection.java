package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of the kubelet's port, its name, and mutual authentication. */
final class KubeletSection {

  static final String DEFAULT_NODE_NAME_ENV = "MY_NODE_NAME";
  static final int DEFAULT_SECURE_PORT = 10250;

  private static final BigInteger MAX_PORT = BigInteger.valueOf(65535);
  private static final String[] SECURE_ONLY = {
    "kubelet_ca_path",
    "kubelet_verification",
    "skip_kubelet_verification",
    "token_path",
    "certificate_path",
    "private_key_path",
    "use_anonymous_authentication",
    "kubelet_server_name",
    "kubelet_server_name_env"
  };

  private final Fields fields;
  private final Problems problems;
  private final Environment environment;

  KubeletSection(Fields fields, Problems problems, Environment environment) {
    this.fields = fields;
    this.problems = problems;
    this.environment = environment;
  }

  KubeletAccess read() {
    Optional<String> nodeName = nodeName();
    OptionalInt readOnly = port("kubelet_read_only_port");
    OptionalInt secure = port("kubelet_secure_port");
    ServerCheck check =
        new VerificationSection(fields, problems, environment).read(nodeName, readOnly.isEmpty());
    Authentication authentication = authentication(readOnly.isEmpty());
    if (readOnly.isEmpty()) {
      return new KubeletAccess.SecurePort(
          nodeName.orElse(KubeletAccess.LOOPBACK),
          secure.orElse(DEFAULT_SECURE_PORT),
          check,
          authentication);
    }
    if (secure.isPresent()) {
      problems.error(
          fields.position("kubelet_secure_port"),
          "kubelet_read_only_port and kubelet_secure_port exclude each other; set one of them");
    }
    warnOfSecureOnly();
    nodeName.ifPresent(this::noteLoopback);
    return new KubeletAccess.ReadOnlyPort(readOnly.getAsInt());
  }

  private void noteLoopback(String nodeName) {
    problems.note(
        fields.position("node_name"),
        "kubelet_read_only_port is used only at 127.0.0.1, as in SPIRE; the node name \"%s\" has no effect"
            .formatted(nodeName));
  }

  private OptionalInt port(String key) {
    Optional<BigInteger> port = fields.integer(key);
    if (port.isEmpty()) {
      return OptionalInt.empty();
    }
    if (port.get().signum() <= 0) {
      problems.note(
          fields.position(key), "%s is not positive and is treated as not set".formatted(key));
      return OptionalInt.empty();
    }
    if (port.get().compareTo(MAX_PORT) > 0) {
      problems.error(
          fields.position(key),
          "%s is %s, expected a port from 1 to %s".formatted(key, port.get(), MAX_PORT));
      return OptionalInt.empty();
    }
    return OptionalInt.of(port.get().intValueExact());
  }

  private Optional<String> nodeName() {
    String variable = fields.text("node_name_env").orElse(DEFAULT_NODE_NAME_ENV);
    Optional<String> configured = fields.text("node_name");
    Optional<String> fromEnvironment =
        Optional.ofNullable(environment.get(variable)).filter(name -> !name.isEmpty());
    String source = configured.isPresent() ? "node_name" : "the environment variable " + variable;
    Optional<String> name = configured.or(() -> fromEnvironment);
    name.ifPresent(value -> HostName.require(fields, problems, "node_name", source, value));
    return name;
  }

  private Authentication authentication(boolean secure) {
    boolean anonymous = fields.bool("use_anonymous_authentication");
    Optional<Path> certificate = fields.path("certificate_path");
    Optional<Path> key = fields.path("private_key_path");
    Path token =
        fields.path("token_path").orElseGet(() -> environment.serviceAccount().resolve("token"));
    requireBoth(certificate.isPresent(), key.isPresent());
    if (anonymous) {
      if (secure) {
        loses("use_anonymous_authentication", "token_path");
        loses("use_anonymous_authentication", "certificate_path");
        loses("use_anonymous_authentication", "private_key_path");
      }
      return new Authentication.Anonymous();
    }
    if (certificate.isPresent() && key.isPresent()) {
      if (secure) {
        loses("certificate_path", "token_path");
      }
      return new Authentication.ClientCertificate(certificate.get(), key.get());
    }
    return new Authentication.BearerToken(token);
  }

  private void requireBoth(boolean certificate, boolean key) {
    if (certificate != key) {
      String present = certificate ? "certificate_path" : "private_key_path";
      String missing = certificate ? "private_key_path" : "certificate_path";
      problems.error(
          fields.position(present),
          "%s is set without %s; set both or neither".formatted(present, missing));
    }
  }

  private void loses(String winner, String loser) {
    if (fields.text(loser).isPresent()) {
      problems.warning(
          fields.position(loser), "%s takes precedence: %s has no effect".formatted(winner, loser));
    }
  }

  private void warnOfSecureOnly() {
    for (String key : SECURE_ONLY) {
      if (fields.has(key)) {
        problems.warning(
            fields.position(key),
            "kubelet_read_only_port takes precedence: %s has no effect".formatted(key));
      }
    }
  }
}
