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
 * Asks one kubelet for its pods. Credential files are read anew at intervals, and at once when the
 * kubelet refuses what they held.
 */
public final class KubeletClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * How long a list may be: 680 pods as large as the API server takes them. Nothing of it is kept
   * but what pods may have, so that this bounds the time that reading takes and not the memory.
   */
  private static final long MAX_BODY = 1L << 30;

  private final URI pods;
  private final PodListFailures failures;
  private final Optional<ReloadingCredentials> credentials;
  private final Duration timeout;
  private final long maxBody;

  /**
   * Loads the credentials; the kubelet is not asked yet.
   *
   * @throws KubeletException if a credential file is missing or of no use
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
   * The pods of this node, as of now.
   *
   * @throws KubeletException if the kubelet gave no usable list
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

  private PodList request() {
    Optional<Credentials> current = credentials.map(ReloadingCredentials::current);
    return new PodsRequest(pods, current, timeout, maxBody, failures).send();
  }
}
