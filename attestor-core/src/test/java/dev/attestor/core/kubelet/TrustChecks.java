package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.core.kubelet.TestCertificate.Made;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks a kubelet's certificates with a {@link ServerTrust} for the node {@code node-1}. */
final class TrustChecks {

  static final Path FILE = Path.of("ca.pem");
  static final String HINT =
      "; the kubelet's certificate does not chain to kubelet_ca_path \"ca.pem\"";

  private TrustChecks() {}

  static TestCertificate server() throws Exception {
    return TestCertificate.of("CN=node-1").forServers().dns("node-1");
  }

  static void believes(List<Made> file, List<Made> shown) throws Exception {
    check(file, shown, Optional.of("node-1"));
    check(file, shown, Optional.empty());
  }

  static String refusal(List<Made> file, List<Made> shown) {
    return String.valueOf(
        catchThrowableOfType(
                UntrustedServerException.class, () -> check(file, shown, Optional.of("node-1")))
            .getMessage());
  }

  static void check(List<Made> file, List<Made> shown, Optional<String> name) throws Exception {
    new ServerTrust(Arrays.asList(chain(file)), FILE, name, Clock.systemUTC())
        .checkServerTrusted(chain(shown), "EC");
  }

  static X509Certificate[] chain(List<Made> certificates) {
    return certificates.stream().map(Made::certificate).toArray(X509Certificate[]::new);
  }
}
