package dev.attestor.kubelet;

import dev.attestor.config.KubeletAccess;
import dev.attestor.config.KubeletAccess.SecurePort;
import dev.attestor.error.KubeletException;
import dev.attestor.error.KubeletException.Kind;
import dev.attestor.pod.Pod;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks one kubelet for its pods. Credential files are read anew at intervals, and at once when the
 * kubelet refuses what they held.
 */
public final class KubeletClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI pods;
  private final Failures failures;
  private final Optional<ReloadingCredentials> credentials;
  private final Duration timeout;

  /**
   * Loads the credentials; the kubelet is not asked yet.
   *
   * @throws KubeletException if a credential file is missing or of no use
   */
  public KubeletClient(KubeletAccess access, Duration reloadInterval) {
    this(access, reloadInterval, TIMEOUT);
  }

  KubeletClient(KubeletAccess access, Duration reloadInterval, Duration timeout) {
    String scheme = access instanceof SecurePort ? "https" : "http";
    String host = access.host().contains(":") ? "[" + access.host() + "]" : access.host();
    this.pods = URI.create("%s://%s:%s/pods".formatted(scheme, host, access.port()));
    this.failures = new Failures(pods, access);
    this.timeout = timeout;
    this.credentials =
        access instanceof SecurePort secure
            ? Optional.of(new ReloadingCredentials(secure, reloadInterval, System::nanoTime))
            : Optional.empty();
  }

  /**
   * The pods of this node, as of now.
   *
   * @throws KubeletException if the kubelet gave no usable list
   */
  public List<Pod> listPods() {
    try {
      return request();
    } catch (KubeletException e) {
      boolean refused = e.kind() == Kind.UNAUTHENTICATED || e.kind() == Kind.TLS;
      if (refused && credentials.map(ReloadingCredentials::reload).orElse(false)) {
        return request();
      }
      throw e;
    }
  }

  private List<Pod> request() {
    Optional<Credentials> current = credentials.map(ReloadingCredentials::current);
    return new PodsRequest(pods, current, timeout, failures).send();
  }
}
