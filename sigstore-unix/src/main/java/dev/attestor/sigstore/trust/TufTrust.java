package dev.attestor.sigstore.trust;

import dev.attestor.sigstore.web.Addresses;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.sigstore.web.WebException;
import dev.attestor.sigstore.web.WebReply;
import dev.attestor.sigstore.web.WebRequest;
import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import dev.sigstore.tuf.FileNotFoundException;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.SigstoreTufClient;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trust roots of a sigstore instance, kept up to date through The Update Framework. Asked once a
 * day at most; what came is kept in a folder. Where the repository cannot be reached, what is kept
 * there still counts.
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

  /** The public instance, whose first root is part of sigstore's library. */
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
      known = TrustedRootFile.parse(store.readTarget(TARGET), TARGET);
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
      updater.downloadTarget(TARGET);
      return Optional.empty();
    } catch (IOException | JsonParseException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  /** What an earlier update left; it was verified when it came. */
  private TrustRoots kept(FileSystemTufStore store, Exception failure) throws TrustException {
    String why = "%s: %s".formatted(Addresses.shown(repository), failure.getMessage());
    try {
      if (isAway(failure) && store.hasTarget(TARGET)) {
        LOG.atWarn().addKeyValue("reason", why).log("trust roots are not up to date");
        TrustRoots old = TrustedRootFile.parse(store.readTarget(TARGET), TARGET);
        roots = old;
        due = clock.instant().plus(RETRY);
        return old;
      }
    } catch (IOException e) {
      throw new TrustException("the folder \"%s\" cannot be used: %s".formatted(cache, e), e);
    }
    throw new TrustException("trust roots cannot be had from " + why, failure);
  }

  /** Only silence is bridged with what is kept; an answer that does not verify is an attack. */
  private static boolean isAway(Exception failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof WebException) {
        return true;
      }
    }
    return false;
  }

  /** The repository's files, within limits. */
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
    public byte[] fetchResource(String name, int limit)
        throws IOException, FileExceedsMaxLengthException {
      WebReply reply =
          web.send(WebRequest.get(base.resolve(name), "*/*", Optional.empty(), limit), deadline);
      if (reply.status() != 200) {
        throw new FileNotFoundException(name, getSource());
      }
      return reply.body();
    }
  }
}
