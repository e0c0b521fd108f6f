package dev.attestor.spire.sat.server;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.spire.sat.ConfigurationNotes;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.NodeAttestationException.Kind;
import dev.attestor.spire.sat.config.ClusterConfig;
import dev.attestor.spire.sat.config.ClusterFile;
import dev.attestor.spire.sat.config.ClusterName;
import dev.attestor.spire.sat.key.KeyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clusters of a folder, one file each. A file is read when an agent of its cluster attests, and
 * again when it has changed; without the file, there is no such cluster. A bad file is logged and
 * concerns its own cluster alone. Thread-safe.
 */
final class ClusterFolder implements ClusterFinder {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterFolder.class);

  /** For so long, a file counts as unchanged. */
  static final Duration TRUST = Duration.ofSeconds(1);

  /**
   * After so long, an unchanged bad file is read again, because a file that it names may be good.
   */
  static final Duration RETRY = Duration.ofSeconds(10);

  private static final Duration SWEEP = Duration.ofMinutes(1);

  /** How many clusters may be in use. */
  static final int MAX_CLUSTERS = 10_000;

  /** With an ending, the name of a file has at most 255 bytes. */
  private static final int MAX_NAME = 250;

  /** Makes the attestor of a cluster. */
  @FunctionalInterface
  interface Maker {
    ClusterAttestor make(ClusterConfig config) throws KeyFileException;
  }

  /** What a file was when it was read. */
  private record Version(Path path, FileTime modified, long size, @Nullable Object key) {}

  /** A cluster; without an attestor, its file is bad. */
  private record Loaded(
      Version version, Optional<ClusterAttestor> attestor, long read, long checked) {
    Loaded checkedAt(long now) {
      return new Loaded(version, attestor, read, now);
    }
  }

  private final Path folder;
  private final Maker maker;
  private final LongSupplier nanos;
  private final int most;
  private final Map<String, Loaded> clusters = new ConcurrentHashMap<>();
  private volatile long swept;

  /**
   * Reads nothing before the first use.
   *
   * @param nanos the time, like {@link System#nanoTime}
   * @param most how many clusters may be in use
   */
  ClusterFolder(Path folder, Maker maker, LongSupplier nanos, int most) {
    this.folder = folder;
    this.maker = maker;
    this.nanos = nanos;
    this.most = most;
    this.swept = nanos.getAsLong();
  }

  @Override
  public Optional<ClusterAttestor> find(String name) throws NodeAttestationException {
    long now = nanos.getAsLong();
    Loaded known = clusters.get(name);
    if (known == null || now - known.checked() >= TRUST.toNanos()) {
      known = current(name, now);
    }
    if (known == null) {
      return Optional.empty();
    }
    if (known.attestor().isEmpty()) {
      throw new NodeAttestationException(
          Kind.INTERNAL,
          "the configuration of the cluster \"%s\" cannot be used; the log of the SPIRE server says why"
              .formatted(name));
    }
    return known.attestor();
  }

  private @Nullable Loaded current(String name, long now) {
    List<Version> versions;
    try {
      versions = name.length() > MAX_NAME ? List.of() : versions(name);
    } catch (IOException e) {
      return unseen(name, now, e);
    }
    if (versions.isEmpty()) {
      if (clusters.remove(name) != null) {
        LOG.atInfo().addKeyValue("cluster", name).log("The file of a cluster is gone");
      }
      return null;
    }
    sweep(now);
    return clusters.compute(
        name,
        (key, before) -> {
          if (before != null && before.version().equals(versions.get(0)) && !isDue(before, now)) {
            return before.checkedAt(now);
          }
          // A name in other letters is none, or whoever sends them could fill the memory.
          return isSpelled(versions.get(0).path())
              ? new Loaded(versions.get(0), read(name, versions, hasRoom(before)), now, now)
              : null;
        });
  }

  /** A file that cannot be looked at now is not gone. */
  private @Nullable Loaded unseen(String name, long now, IOException why) {
    return clusters.computeIfPresent(
        name,
        (key, before) -> {
          LOG.atWarn()
              .addKeyValue("cluster", name)
              .addKeyValue("error", why)
              .log("The file of a cluster cannot be looked at, the cluster stays as it was");
          return before.checkedAt(now);
        });
  }

  /** A cluster in use stays so. One that was refused for lack of room does not count itself. */
  private boolean hasRoom(@Nullable Loaded before) {
    int others = clusters.size() - (before == null ? 0 : 1);
    return others < most || (before != null && before.attestor().isPresent());
  }

  private static boolean isDue(Loaded known, long now) {
    return known.attestor().isEmpty() && now - known.read() >= RETRY.toNanos();
  }

  private List<Version> versions(String name) throws IOException {
    List<Version> found = new ArrayList<>();
    if (ClusterName.isValid(name)) {
      for (ClusterFile file : ClusterFile.of(folder, name)) {
        version(file.path()).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<Version> version(Path path) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(new Version(path, now.lastModifiedTime(), now.size(), now.fileKey()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Optional<ClusterAttestor> read(String name, List<Version> versions, boolean room) {
    ClusterFile file = new ClusterFile(name, versions.get(0).path());
    try {
      if (versions.size() > 1) {
        throw new IOException(
            "there is also \"%s\", expected one file for a cluster"
                .formatted(versions.get(1).path()));
      }
      if (!room) {
        throw new IOException("%s other clusters are in use".formatted(most));
      }
      Parsed<ClusterConfig> parsed = file.read();
      ConfigurationNotes.log(LOG, parsed.remarks());
      Optional<ClusterAttestor> attestor = Optional.of(maker.make(parsed.config()));
      LOG.atInfo().addKeyValue("file", file.path()).log("The file of a cluster was read");
      return attestor;
    } catch (SmallFileException e) {
      logBad(file, "it " + e.predicate());
    } catch (ConfigException | KeyFileException | IOException e) {
      logBad(file, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  /** Where case does not matter in names of files, a cluster still has only one name. */
  private static boolean isSpelled(Path path) {
    try {
      Path real = path.toRealPath(LinkOption.NOFOLLOW_LINKS);
      return String.valueOf(real.getFileName()).equals(String.valueOf(path.getFileName()));
    } catch (IOException e) {
      return false;
    }
  }

  private static void logBad(ClusterFile file, String why) {
    LOG.atError()
        .addKeyValue("file", file.path())
        .addKeyValue("error", why)
        .log("The file of a cluster cannot be used");
  }

  /** Forgets the clusters whose files are gone and whose agents do not attest any more. */
  private void sweep(long now) {
    if (now - swept >= SWEEP.toNanos()) {
      swept = now;
      clusters.values().removeIf(loaded -> Files.notExists(loaded.version().path()));
    }
  }
}
