package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.ReadOnlyPort;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import java.time.Duration;

/** Calls of a kubelet on this host, which must fail. */
final class KubeletCall {

  private KubeletCall() {}

  static KubeletException failure(KubeletAccess access) {
    return catchThrowableOfType(
        KubeletException.class, () -> new KubeletClient(access, Duration.ofHours(1)).listPods());
  }

  static ReadOnlyPort readOnly(int port) {
    return new ReadOnlyPort(port);
  }

  /** Without a check of the server, and without credentials. */
  static SecurePort anonymous(int port) {
    return new SecurePort(
        "127.0.0.1", port, new ServerCheck.None(), new Authentication.Anonymous());
  }
}
