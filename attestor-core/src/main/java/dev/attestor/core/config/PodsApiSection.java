package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.util.Optional;

/** The setting of the kubelet's Pods API. */
final class PodsApiSection {

  private static final String KEY = "kubelet_pods_api";
  private static final int USUAL_READ_ONLY_PORT = 10255;

  private PodsApiSection() {}

  static Optional<PodsApiSocket> read(Fields fields, Problems problems, KubeletAccess kubelet) {
    String value = fields.text(KEY).orElse("auto");
    if (value.equals("auto")) {
      return hasUsualPort(kubelet) ? Optional.of(PodsApiSocket.USUAL) : Optional.empty();
    }
    if (value.equals("off")) {
      return Optional.empty();
    }
    Optional<PodsApiSocket> socket =
        UnixAddress.parse(value).map(path -> new PodsApiSocket(path, true));
    if (socket.isEmpty()) {
      problems.error(
          fields.position(KEY),
          ("%s is \"%s\", expected \"auto\", \"off\" or a Unix socket of at most %s bytes such as"
                  + " \"unix://%s\"")
              .formatted(KEY, value, UnixAddress.MAX_BYTES, PodsApiSocket.USUAL.path()));
    }
    return socket;
  }

  /** A kubelet with another port may be another one than that of the usual socket. */
  private static boolean hasUsualPort(KubeletAccess kubelet) {
    return kubelet instanceof KubeletAccess.SecurePort secure
        ? secure.port() == KubeletSection.DEFAULT_SECURE_PORT
        : kubelet.port() == USUAL_READ_ONLY_PORT;
  }
}
