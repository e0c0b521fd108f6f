package dev.attestor.spire.sat.server;

import dev.attestor.kubernetes.ApiServer;
import dev.attestor.kubernetes.keys.ApiServerKeys;
import dev.attestor.kubernetes.keys.KeyPublisher;
import dev.attestor.kubernetes.keys.OidcIssuer;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TokenValidator;
import dev.attestor.spire.sat.config.ClusterConfig;
import dev.attestor.spire.sat.config.TokenBinding;
import dev.attestor.spire.sat.config.TokenValidation.ByKeys;
import dev.attestor.spire.sat.config.TokenValidation.ByPublishedKeys;
import dev.attestor.spire.sat.config.TokenValidation.ByReview;
import dev.attestor.spire.sat.config.TokenValidation.KeyPublication;
import dev.attestor.spire.sat.key.ClusterKeys;
import dev.attestor.spire.sat.key.KeyFileException;
import dev.attestor.spire.sat.key.KeySource;
import dev.attestor.spire.sat.key.PublishedKeys;
import dev.attestor.spire.sat.key.PublishedKeys.Ages;
import dev.attestor.spire.sat.key.Waiters;
import dev.attestor.spire.sat.review.ReviewValidator;
import dev.attestor.spire.sat.token.ClaimsPolicy;
import dev.attestor.spire.sat.token.KeyValidator;
import dev.attestor.threads.DaemonThreads;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the validators of clusters, and keeps what they share. Thread-safe. */
final class Validators {

  private static final Logger LOG = LoggerFactory.getLogger(Validators.class);
  private static final int READERS = 4;
  private static final int READS = 1_000;

  /** Of so many clusters, published keys outlive a configuration. */
  private static final int MAX_KEPT = 10_000;

  /** Published keys, and the settings that they were made for. */
  private record Kept(ByPublishedKeys settings, PublishedKeys keys) {}

  private final Map<String, String> environment;
  private final Clock clock;
  private final SatListener listener;

  /** For reads that no token waits for. */
  private final Executor readers =
      DaemonThreads.pool(DaemonThreads.named("attestor-keys"), READERS, READS);

  private final Semaphore waiters = Waiters.all();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /** By cluster, those used last at the end. */
  private final Map<String, Kept> published = new LinkedHashMap<>(16, 0.75f, true);

  Validators(Map<String, String> environment, Clock clock, SatListener listener) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Reads the key files of a cluster. Everything else waits for its first use.
   *
   * @throws KeyFileException if a key file cannot be used
   */
  TokenValidator of(ClusterConfig cluster) throws KeyFileException {
    if (cluster.validation() instanceof ByReview review) {
      return new ReviewValidator(
          review.kubeconfig(), environment, cluster.audience(), clock, listener);
    }
    if (cluster.validation() instanceof ByPublishedKeys published) {
      return byKeys(cluster, published(cluster.name(), published), published.issuers());
    }
    ByKeys files = (ByKeys) cluster.validation();
    return byKeys(cluster, files(cluster.name(), files), files.issuers());
  }

  private TokenValidator byKeys(ClusterConfig cluster, ClusterKeys keys, List<String> issuers) {
    boolean bindings = cluster.binding() != TokenBinding.IGNORE;
    return new KeyValidator(
        keys,
        new ClaimsPolicy(issuers, cluster.audience()),
        bindings,
        clock,
        bindings ? () -> {} : () -> warnOfProjected(cluster.name()));
  }

  private ClusterKeys files(String cluster, ByKeys files) throws KeyFileException {
    KeySource keys = new KeySource(files.files(), files.reload(), clock);
    for (String remark : keys.keys().remarks()) {
      LOG.atInfo()
          .addKeyValue("cluster", cluster)
          .addKeyValue("remark", remark)
          .log("The key file can be used");
    }
    return keys;
  }

  /** With the same settings, a new configuration has the keys that are known already. */
  private ClusterKeys published(String cluster, ByPublishedKeys settings) {
    synchronized (published) {
      Kept kept = published.get(cluster);
      if (kept == null || !kept.settings().equals(settings)) {
        kept = new Kept(settings, publishedAnew(cluster, settings));
        published.put(cluster, kept);
        if (published.size() > MAX_KEPT) {
          published.remove(published.keySet().iterator().next());
        }
      }
      return kept.keys();
    }
  }

  private PublishedKeys publishedAnew(String cluster, ByPublishedKeys keys) {
    return new PublishedKeys(
        cluster,
        publisher(keys.place())::read,
        new Ages(keys.refresh(), keys.most()),
        System::nanoTime,
        readers,
        Waiters.of(waiters),
        listener);
  }

  private KeyPublisher publisher(KeyPublication place) {
    if (place instanceof KeyPublication.Issuer issuer) {
      return new OidcIssuer(issuer.issuer(), issuer.authorities());
    }
    KeyPublication.ApiServer server = (KeyPublication.ApiServer) place;
    return new ApiServerKeys(new ApiServer(server.kubeconfig(), environment, clock));
  }

  private void warnOfProjected(String cluster) {
    if (warned.add(cluster)) {
      LOG.atWarn()
          .addKeyValue("cluster", cluster)
          .log(
              "An agent was attested by a projected service account token: this cluster could use"
                  + " k8s_psat, which tells the node and the pod as well");
    }
  }
}
