package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.math.BigInteger;
import java.util.Optional;

/** {@code disable_kubelet_client}, beside which no setting of the kubelet makes sense. */
final class DisabledKubelet {

  /** What nobody uses. */
  static final KubeletAccess ACCESS =
      new KubeletAccess.SecurePort(
          KubeletAccess.LOOPBACK,
          KubeletSection.DEFAULT_SECURE_PORT,
          new ServerCheck.None(),
          new Authentication.Anonymous());

  static final String KEY = "disable_kubelet_client";

  private static final String[] PORTS = {"kubelet_read_only_port", "kubelet_secure_port"};
  private static final String[] FLAGS = {
    "skip_kubelet_verification", "use_anonymous_authentication"
  };
  private static final String[] TEXTS = {
    "kubelet_ca_path",
    "token_path",
    "certificate_path",
    "private_key_path",
    "node_name_env",
    "node_name",
    "reload_interval",
    "kubelet_verification",
    "kubelet_server_name",
    "kubelet_server_name_env"
  };

  private DisabledKubelet() {}

  /** Whether it is set. */
  static boolean read(Fields fields, Problems problems) {
    problems.remember(KEY, fields.position(KEY));
    if (!fields.bool(KEY)) {
      return false;
    }
    for (String key : PORTS) {
      Optional<BigInteger> port = fields.integer(key);
      refuse(fields, problems, key, port.isPresent() && port.get().signum() != 0);
    }
    for (String key : FLAGS) {
      refuse(fields, problems, key, fields.bool(key));
    }
    for (String key : TEXTS) {
      refuse(fields, problems, key, fields.text(key).isPresent());
    }
    return true;
  }

  private static void refuse(Fields fields, Problems problems, String key, boolean isSet) {
    if (isSet) {
      problems.error(
          fields.position(key),
          "%s and %s exclude each other; set one of them".formatted(KEY, key));
    }
  }
}
