package dev.attestor.sigstore.trust;

import static dev.sigstore.tuf.model.RootRole.SNAPSHOT;
import static dev.sigstore.tuf.model.RootRole.TARGETS;
import static dev.sigstore.tuf.model.RootRole.TIMESTAMP;

import dev.attestor.sigstore.web.Addresses;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.sigstore.web.WebException;
import dev.attestor.sigstore.web.WebReply;
import dev.attestor.sigstore.web.WebRequest;
import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.SigstoreTufClient;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import dev.sigstore.tuf.model.SignedTufMeta;
import dev.sigstore.tuf.model.Snapshot;
import dev.sigstore.tuf.model.Targets;
import dev.sigstore.tuf.model.Timestamp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trust roots of a sigstore instance, updated through The Update Framework at most once a day
 * and cached in a folder. If the repository is unreachable, the cached ones stay valid.
 */
public final class TufTrust implements TrustSource {

  private static final Logger LOG = LoggerFactory.getLogger(TufTrust.class);
  private static final URI PUBLIC_INSTANCE = URI.create("https://tuf-repo-cdn.sigstore.dev/");
  private static final String TARGET = "trusted_root.json";
  private static final Duration FRESH = Duration.ofDays(1);
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final WebClient web;
  private final URI repository;
  private final RootProvider anchor;
  private final Path cache;
  private final Clock clock;

  // Guarded by this.
  private @Nullable TrustRoots roots;
  private Instant due = Instant.MIN;

  TufTrust(WebClient web, URI repository, RootProvider anchor, Path cache, Clock clock) {
    this.web = web;
    this.repository = repository;
    this.anchor = anchor;
    this.cache = cache;
    this.clock = clock;
  }

  /** The public instance, whose first root is part of the sigstore library. */
  public static TufTrust ofPublicInstance(WebClient web, Path cache, Clock clock) {
    return new TufTrust(
        web,
        PUBLIC_INSTANCE,
        RootProvider.fromResource(SigstoreTufClient.PUBLIC_GOOD_ROOT_RESOURCE),
        cache,
        clock);
  }

  @Override
  public synchronized TrustRoots current(Deadline deadline) throws TrustException {
    TrustRoots known = roots;
    if (known != null && clock.instant().isBefore(due)) {
      return known;
    }
    try {
      Files.createDirectories(cache);
      FileSystemTufStore store = FileSystemTufStore.newFileSystemStore(cache);
      Optional<Exception> failure = update(store, deadline);
      if (failure.isPresent()) {
        return kept(store, failure.get());
      }
      known = read(store);
      due = clock.instant().plus(FRESH);
    } catch (TrustException e) {
      throw e;
    } catch (IOException e) {
      throw new TrustException("the folder \"%s\" cannot be used: %s".formatted(cache, e), e);
    }
    roots = known;
    return known;
  }

  private Optional<Exception> update(FileSystemTufStore store, Deadline deadline) {
    try {
      Updater updater =
          Updater.builder()
              .setClock(clock)
              .setTrustedRootPath(anchor)
              .setTrustedMetaStore(
                  TrustedMetaStore.newTrustedMetaStore(
                      PassthroughCacheMetaStore.newPassthroughMetaCache(store)))
              .setTargetStore(store)
              .setMetaFetcher(MetaFetcher.newFetcher(new RepositoryFiles(repository, deadline)))
              .setTargetFetcher(new RepositoryFiles(repository.resolve("targets/"), deadline))
              .build();
      updater.updateMeta();
      requireInDate(store);
      updater.downloadTarget(TARGET);
      return Optional.empty();
    } catch (IOException | JsonParseException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  /**
   * The updater checks the expiry of new metadata, but not of metadata that it already has. Without
   * this check, an attacker could serve the same metadata forever.
   */
  private void requireInDate(FileSystemTufStore store) throws IOException, JsonParseException {
    requireInDate(TIMESTAMP, store.readMeta(TIMESTAMP, Timestamp.class));
    requireInDate(SNAPSHOT, store.readMeta(SNAPSHOT, Snapshot.class));
    requireInDate(TARGETS, store.readMeta(TARGETS, Targets.class));
  }

  private void requireInDate(String role, Optional<? extends SignedTufMeta<?>> metadata)
      throws IOException, JsonParseException {
    if (metadata.isEmpty()) {
      throw new TrustException("there is no %s metadata".formatted(role));
    }
    Instant end = metadata.get().getSignedMeta().getExpiresAsDate().toInstant();
    if (end.isBefore(clock.instant())) {
      throw new TrustException("the %s metadata expired at %s".formatted(role, end));
    }
  }

  /** The result of an earlier update, which was verified then. */
  private TrustRoots kept(FileSystemTufStore store, Exception failure) throws TrustException {
    String why = "%s: %s".formatted(Addresses.shown(repository), words(failure));
    try {
      if (isAway(failure) && store.hasTarget(TARGET)) {
        LOG.atWarn().addKeyValue("reason", why).log("trust roots are not up to date");
        TrustRoots old = read(store);
        roots = old;
        due = clock.instant().plus(RETRY);
        return old;
      }
    } catch (TrustException e) {
      throw e;
    } catch (IOException e) {
      throw new TrustException("the folder \"%s\" cannot be used: %s".formatted(cache, e), e);
    }
    throw new TrustException("trust roots cannot be downloaded from " + why, failure);
  }

  private TrustRoots read(FileSystemTufStore store) throws IOException {
    Path file = store.getTargetsDir().resolve(TARGET);
    TrustedRootFile root = TrustedRootFile.parse(store.readTarget(TARGET), file.toString());
    for (String remark : root.remarks()) {
      LOG.atWarn().addKeyValue("remark", remark).log("part of the trusted root is not used");
    }
    return root.roots();
  }

  private String words(Exception failure) {
    return failure instanceof JsonParseException
        ? "metadata there or in the folder \"%s\" cannot be read".formatted(cache)
        : Objects.requireNonNullElseGet(failure.getMessage(), failure::toString)
            .replaceAll("\\s+", " ");
  }

  /**
   * The cache is used only if the server does not answer; an answer that fails verification is an
   * attack.
   */
  private static boolean isAway(Exception failure) {
    return (failure instanceof WebException web && web.kind() == WebException.Kind.UNREACHABLE)
        || failure instanceof FailingServerException;
  }

  /** Fetches the repository's files, within limits. */
  private final class RepositoryFiles implements Fetcher {
    private final URI base;
    private final Deadline deadline;

    RepositoryFiles(URI base, Deadline deadline) {
      this.base = base;
      this.deadline = deadline;
    }

    @Override
    public String getSource() {
      return base.toString();
    }

    @Override
    @SuppressWarnings(
        "NullAway") // Null means that the file does not exist, which ends the sequence of roots.
    public byte[] fetchResource(String name, int limit)
        throws IOException, FileExceedsMaxLengthException {
      WebReply reply =
          web.send(WebRequest.get(base.resolve(name), "*/*", Optional.empty(), limit), deadline);
      return switch (reply.status()) {
        case 200 -> reply.body();
        // Storage buckets answer 403 for missing files.
        case 403, 404 -> null;
        default ->
            throw new FailingServerException(
                "\"%s\" was answered with status %s".formatted(name, reply.status()));
      };
    }
  }

  /** A server error. */
  private static final class FailingServerException extends IOException {
    FailingServerException(String message) {
      super(message);
    }
  }
}
