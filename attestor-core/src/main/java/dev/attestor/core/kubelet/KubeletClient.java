package dev.attestor.core.kubelet;

import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.pod.PodList;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Requests the pods of one kubelet. Reads credential files again at intervals, and at once if the
 * kubelet rejects the credentials.
 */
public final class KubeletClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * The maximum length of a list: 680 pods of the largest size that the API server accepts. This
   * limits the reading time, not the memory; the reader limits the memory by keeping only what
   * selectors need.
   */
  private static final long MAX_BODY = 1L << 30;

  private final URI pods;
  private final PodListFailures failures;
  private final Optional<ReloadingCredentials> credentials;
  private final Duration timeout;
  private final long maxBody;

  /**
   * Loads the credentials; sends no request yet.
   *
   * @throws KubeletException if a credential file is missing or invalid
   */
  public KubeletClient(KubeletAccess access, Duration reloadInterval) {
    this(access, reloadInterval, TIMEOUT, MAX_BODY);
  }

  KubeletClient(KubeletAccess access, Duration reloadInterval, Duration timeout, long maxBody) {
    String scheme = access instanceof SecurePort ? "https" : "http";
    String host = access.host().contains(":") ? "[" + access.host() + "]" : access.host();
    this.pods = URI.create("%s://%s:%s/pods".formatted(scheme, host, access.port()));
    this.failures = new PodListFailures(pods, access);
    this.timeout = timeout;
    this.maxBody = maxBody;
    this.credentials =
        access instanceof SecurePort secure
            ? Optional.of(new ReloadingCredentials(secure, reloadInterval, System::nanoTime))
            : Optional.empty();
  }

  /**
   * Requests the current pods of this node.
   *
   * @throws KubeletException if the kubelet returned no usable list
   */
  public PodList listPods() {
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

  /**
   * How the kubelet's certificate was verified last; empty if it was not, or if the configuration
   * leaves no choice.
   */
  public Optional<Verification> verification() {
    return credentials.flatMap(ReloadingCredentials::verification);
  }

  private PodList request() {
    Optional<Credentials> current = credentials.map(ReloadingCredentials::current);
    return new PodsRequest(pods, current, timeout, maxBody, failures).send();
  }
}
