package dev.attestor.spire.sat.key;

import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.NodeAttestationException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that a cluster publishes. They are read at first use, again in the background while they are
 * used, and for a token whose key is unknown, the latter at most every 10 s. While they cannot be
 * read, the previous ones stay active until they are too old. Thread-safe.
 */
public final class PublishedKeys implements ClusterKeys {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);

  /** Between two reads that tokens cause, and after a read in the background that failed. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** For as long as a token waits for a read that another token caused. */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /** Reads the text of a JSON Web Key Set. */
  @FunctionalInterface
  public interface Publisher {
    /** Returns the current text, which may be anything. */
    String read() throws IOException;
  }

  /**
   * How old keys may get.
   *
   * @param refresh until a use reads them again in the background; after twice that, a use waits
   * @param most until they are not used any more
   */
  public record Ages(Duration refresh, Duration most) {}

  /** A key set, and when reading it began. */
  private record Read(KeySet keys, long began) {}

  private final String cluster;
  private final Publisher publisher;
  private final Ages ages;
  private final LongSupplier nanos;
  private final Executor background;
  private final Waiters waiters;
  private volatile @Nullable Read last;
  private @Nullable CompletableFuture<Void> running;
  private long nextInBackground;
  private long nextForToken;

  /**
   * Reads nothing before the first use.
   *
   * @param nanos the time, like {@link System#nanoTime}
   * @param background runs one read at a time; may reject it
   * @param waiters how many tokens may wait for a read
   */
  public PublishedKeys(
      String cluster,
      Publisher publisher,
      Ages ages,
      LongSupplier nanos,
      Executor background,
      Waiters waiters) {
    this.cluster = cluster;
    this.publisher = publisher;
    this.ages = ages;
    this.nanos = nanos;
    this.background = background;
    this.waiters = waiters;
    this.nextForToken = nanos.getAsLong();
    this.nextInBackground = nextForToken;
  }

  @Override
  public List<VerificationKey> candidates(String algorithm, Optional<String> keyId)
      throws NodeAttestationException {
    Read known = last;
    if (known == null || isStale(known) || lacks(known, keyId)) {
      known = readFor(keyId);
    } else if (age(known) >= ages.refresh().toNanos()) {
      readInBackground();
    }
    return known.keys().candidates(algorithm, keyId.orElse(null));
  }

  private Read readFor(Optional<String> keyId) throws NodeAttestationException {
    long arrival = nanos.getAsLong();
    try (Waiters.Slot slot = waiters.enter()) {
      if (!slot.isFree()) {
        throw unavailable(
            "too many agents wait for the keys of the cluster \"%s\"; try again"
                .formatted(cluster));
      }
      // A read that began before the token came may not have its key yet: then comes another.
      for (int reads = 0; reads < 2 && isWanting(keyId); reads++) {
        readOrWait(keyId);
      }
      return suitable(keyId, arrival);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
  }

  private void readOrWait(Optional<String> keyId)
      throws InterruptedException, NodeAttestationException {
    CompletableFuture<Void> other;
    CompletableFuture<Void> own = null;
    synchronized (this) {
      other = running;
      if (other == null && isWanting(keyId) && nanos.getAsLong() - nextForToken >= 0) {
        nextForToken = nanos.getAsLong() + PAUSE.toNanos();
        own = new CompletableFuture<>();
        running = own;
      }
    }
    if (own != null) {
      finish(own);
    } else if (other != null) {
      await(other);
    }
  }

  /** All who wait go on at once: one after the other would take too long on a busy host. */
  private void await(CompletableFuture<Void> read)
      throws InterruptedException, NodeAttestationException {
    try {
      Void unused = read.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw unavailable(
          "the keys of the cluster \"%s\" are still being read; try again".formatted(cluster));
    }
  }

  private void finish(CompletableFuture<Void> own) {
    try {
      read();
    } finally {
      synchronized (this) {
        running = null;
      }
      own.complete(null);
    }
  }

  private boolean isWanting(Optional<String> keyId) {
    Read known = last;
    return known == null || isStale(known) || lacks(known, keyId);
  }

  private Read suitable(Optional<String> keyId, long arrival) throws NodeAttestationException {
    Read known = last;
    if (known == null || age(known) >= ages.most().toNanos()) {
      throw unavailable(
          "the keys of the cluster \"%s\" cannot be read; the log of the SPIRE server says why"
              .formatted(cluster));
    }
    if (!lacks(known, keyId)) {
      return known;
    }
    if (known.began() - arrival >= 0) {
      throw NodeAttestationException.invalid(
          "unable to verify token: it names a key that its cluster does not publish");
    }
    throw unavailable(
        "it names a key that its cluster did not publish %s s ago, and the keys were asked for within the last %s s; try again"
            .formatted(Duration.ofNanos(age(known)).toSeconds(), PAUSE.toSeconds()));
  }

  private void readInBackground() {
    synchronized (this) {
      long now = nanos.getAsLong();
      if (running != null || now - nextInBackground < 0) {
        return;
      }
      nextInBackground = now + PAUSE.toNanos();
    }
    try {
      background.execute(this::refresh);
    } catch (RejectedExecutionException e) {
      // Too many clusters are read already. A later use tries again.
    }
  }

  /** Until this begins, which may take long if other clusters hang, tokens read by themselves. */
  private void refresh() {
    CompletableFuture<Void> own = new CompletableFuture<>();
    synchronized (this) {
      if (running != null) {
        return;
      }
      running = own;
    }
    finish(own);
  }

  /** One at a time. */
  private void read() {
    long began = nanos.getAsLong();
    try {
      KeySet keys = PublishedKeySet.parse(publisher.read());
      Read before = last;
      last = new Read(keys, began);
      if (before == null || !before.keys().equals(keys)) {
        logChange(keys);
      }
    } catch (IOException | KeyFileException | RuntimeException e) {
      // A source that misbehaves concerns its own cluster.
      LOG.atWarn()
          .addKeyValue("cluster", cluster)
          .addKeyValue("error", e.getMessage())
          .log("The keys of a cluster cannot be read, the previous keys stay active");
    }
  }

  private void logChange(KeySet keys) {
    LOG.atInfo()
        .addKeyValue("cluster", cluster)
        .addKeyValue("keys", keys.keys().size())
        .addKeyValue("skipped", keys.remarks())
        .log("The keys of a cluster were read");
  }

  private static boolean lacks(Read known, Optional<String> keyId) {
    return keyId.isPresent() && !known.keys().has(keyId.get());
  }

  private boolean isStale(Read known) {
    long twice = 2 * ages.refresh().toNanos();
    return age(known) >= Math.min(twice, ages.most().toNanos());
  }

  private long age(Read known) {
    return nanos.getAsLong() - known.began();
  }

  private static NodeAttestationException unavailable(String what) {
    return new NodeAttestationException(Kind.UNAVAILABLE, "unable to verify token: " + what);
  }
}
