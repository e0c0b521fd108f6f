package dev.attestor.spire.sat.key;

import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.NodeAttestationException.Kind;
import dev.attestor.spire.sat.SatListener;
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
 * read, the previous ones stay active until they are too old: tokens wait for the first read that
 * fails, not for those after it. Thread-safe.
 */
public final class PublishedKeys implements ClusterKeys {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);

  /** After a read that a token caused, and after a read in the background that failed. */
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
   *     unless the last read failed
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
  private final SatListener listener;
  private volatile @Nullable Read last;
  private volatile boolean failed;
  private @Nullable CompletableFuture<Void> running;
  private boolean queued;
  private long nextInBackground;
  private long nextForToken;

  /**
   * Reads nothing before the first use.
   *
   * @param nanos the time, like {@link System#nanoTime}
   * @param background runs one read at a time; may reject it
   * @param waiters how many tokens may wait for a read
   * @param listener is told of each read
   */
  public PublishedKeys(
      String cluster,
      Publisher publisher,
      Ages ages,
      LongSupplier nanos,
      Executor background,
      Waiters waiters,
      SatListener listener) {
    this.cluster = cluster;
    this.publisher = publisher;
    this.ages = ages;
    this.nanos = nanos;
    this.background = background;
    this.waiters = waiters;
    this.listener = listener;
    this.nextForToken = nanos.getAsLong();
    this.nextInBackground = nextForToken;
  }

  @Override
  public List<VerificationKey> candidates(String algorithm, Optional<String> keyId)
      throws NodeAttestationException {
    Read known = last;
    if (known == null || isWanting(known, keyId)) {
      known = readFor(keyId);
    } else if (age(known) >= ages.refresh().toNanos()) {
      readInBackground();
    }
    return known.keys().exactCandidates(algorithm, keyId);
  }

  private Read readFor(Optional<String> keyId) throws NodeAttestationException {
    long arrival = nanos.getAsLong();
    try (Waiters.Slot slot = waiters.enter()) {
      if (!slot.isFree()) {
        return lastGood(
            keyId, "too many agents wait for the keys of the cluster \"%s\"; try again");
      }
      boolean done = readOrWait(keyId);
      Read known = last;
      if (done && known != null && lacks(known, keyId) && known.began() - arrival < 0) {
        // A read that began before the token came may not have its key yet.
        done = readOrWait(keyId);
      }
      return done
          ? suitable(keyId, arrival)
          : lastGood(keyId, "the keys of the cluster \"%s\" are still being read; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
  }

  /** Returns whether no read is left to wait for. */
  private boolean readOrWait(Optional<String> keyId) throws InterruptedException {
    CompletableFuture<Void> other;
    CompletableFuture<Void> own = null;
    synchronized (this) {
      Read known = last;
      if (known != null && !isWanting(known, keyId)) {
        return true;
      }
      other = running;
      if (other == null && nanos.getAsLong() - nextForToken >= 0) {
        own = new CompletableFuture<>();
        running = own;
      }
    }
    if (own != null) {
      finish(own, true);
    }
    return own != null || other == null || await(other);
  }

  /** All who wait go on at once: one after the other would take too long on a busy host. */
  private static boolean await(CompletableFuture<Void> read) throws InterruptedException {
    try {
      Void unused = read.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  private void finish(CompletableFuture<Void> own, boolean forToken) {
    try {
      read();
    } finally {
      synchronized (this) {
        running = null;
        long next = nanos.getAsLong() + PAUSE.toNanos();
        if (forToken) {
          nextForToken = next;
        }
        if (failed) {
          nextInBackground = next;
        }
      }
      own.complete(null);
    }
  }

  /** Whether a token with this key has to wait for a read. */
  private boolean isWanting(Read known, Optional<String> keyId) {
    return isTooOld(known) || lacks(known, keyId) || (isStale(known) && !failed);
  }

  /** The keys for a token that cannot wait for others. */
  private Read lastGood(Optional<String> keyId, String otherwise) throws NodeAttestationException {
    Read known = last;
    if (known == null || isTooOld(known) || lacks(known, keyId)) {
      throw unavailable(otherwise.formatted(cluster));
    }
    return known;
  }

  private Read suitable(Optional<String> keyId, long arrival) throws NodeAttestationException {
    Read known = last;
    if (known == null || isTooOld(known)) {
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
      if (running != null || queued || now - nextInBackground < 0) {
        return;
      }
      queued = true;
      nextInBackground = now + PAUSE.toNanos();
    }
    try {
      background.execute(this::refresh);
    } catch (RejectedExecutionException e) {
      // Too many clusters are read already. A later use tries again.
      synchronized (this) {
        queued = false;
      }
    }
  }

  /** Until this begins, which may take long if other clusters hang, tokens read by themselves. */
  private void refresh() {
    CompletableFuture<Void> own = new CompletableFuture<>();
    synchronized (this) {
      queued = false;
      Read known = last;
      if (running != null || (known != null && age(known) < ages.refresh().toNanos())) {
        return;
      }
      running = own;
    }
    finish(own, false);
  }

  /** One at a time. */
  private void read() {
    long began = nanos.getAsLong();
    try {
      KeySet keys = PublishedKeySet.parse(publisher.read());
      Read before = last;
      last = new Read(keys, began);
      failed = false;
      if (before == null || !before.keys().equals(keys)) {
        logChange(keys);
      }
    } catch (IOException | KeyFileException | RuntimeException | StackOverflowError e) {
      // A source that misbehaves concerns its own cluster.
      failed = true;
      LOG.atWarn()
          .addKeyValue("cluster", cluster)
          .addKeyValue("error", e.getMessage() == null ? e.toString() : e.getMessage())
          .log("The keys of a cluster cannot be read, the previous keys stay active");
    }
    listener.keysFetched(!failed, nanos.getAsLong() - began);
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
    return age(known) >= 2 * ages.refresh().toNanos();
  }

  private boolean isTooOld(Read known) {
    return age(known) >= ages.most().toNanos();
  }

  private long age(Read known) {
    return nanos.getAsLong() - known.began();
  }

  private static NodeAttestationException unavailable(String what) {
    return new NodeAttestationException(Kind.UNAVAILABLE, "unable to verify token: " + what);
  }
}
