package dev.attestor.sigstore.trust;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.sigstore.web.Deadline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trust roots from configured files; what none of them contains comes from another source. The
 * files are read again each time, so that changes take effect at once.
 */
public final class ConfiguredTrust implements TrustSource {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredTrust.class);
  private static final TrustRoots NOTHING =
      new TrustRoots(List.of(), List.of(), List.of(), List.of());

  private final SigstoreConfig config;
  private final TrustSource otherwise;

  /** Uses another source for what no file contains. */
  public ConfiguredTrust(SigstoreConfig config, TrustSource otherwise) {
    this.config = config;
    this.otherwise = otherwise;
  }

  @Override
  public TrustRoots current(Deadline deadline) throws TrustException {
    SigstoreConfig.Trust files = config.trust();
    TrustRoots rest = needsMore(files) ? rest(files, deadline) : NOTHING;
    return new TrustRoots(
        files.authorities().isPresent()
            ? List.of(authority(files.authorities().get()))
            : rest.authorities(),
        keys(files.logKeys(), rest.logs()),
        keys(files.certificateLogKeys(), rest.certificateLogs()),
        rest.timestampAuthorities());
  }

  /**
   * Reads every configured file once.
   *
   * @throws TrustException if one of them is invalid
   */
  public void requireFiles() throws TrustException {
    for (String remark : requireTrustedRoot(config.trust())) {
      LOG.atWarn().addKeyValue("remark", remark).log("part of the trusted root is not used");
    }
    requireAuthorities(config.trust());
    requireLogKeys(config.trust());
    requireCertificateLogKeys(config.trust());
  }

  /**
   * Reads the file of {@code trusted_root_path}, where there is one.
   *
   * @return what of it is not used, and why
   */
  public static List<String> requireTrustedRoot(SigstoreConfig.Trust files) throws TrustException {
    return files.trustedRoot().isPresent()
        ? TrustedRootFile.read(files.trustedRoot().get()).remarks()
        : List.of();
  }

  /** Reads the file of {@code SIGSTORE_ROOT_FILE}, if configured. */
  public static void requireAuthorities(SigstoreConfig.Trust files) throws TrustException {
    if (files.authorities().isPresent()) {
      authority(files.authorities().get());
    }
  }

  /** Reads the file of {@code SIGSTORE_REKOR_PUBLIC_KEY}, if configured. */
  public static void requireLogKeys(SigstoreConfig.Trust files) throws TrustException {
    keys(files.logKeys(), List.of());
  }

  /** Reads the file of {@code SIGSTORE_CT_LOG_PUBLIC_KEY_FILE}, if configured. */
  public static void requireCertificateLogKeys(SigstoreConfig.Trust files) throws TrustException {
    keys(files.certificateLogKeys(), List.of());
  }

  /**
   * Keys that no check uses are not required. A configured trusted root is always read, because
   * only it may contain timestamp authorities.
   */
  private boolean needsMore(SigstoreConfig.Trust files) {
    return files.trustedRoot().isPresent()
        || files.authorities().isEmpty()
        || (config.requireLog() && files.logKeys().isEmpty())
        || (config.requireSct() && files.certificateLogKeys().isEmpty());
  }

  private TrustRoots rest(SigstoreConfig.Trust files, Deadline deadline) throws TrustException {
    return files.trustedRoot().isPresent()
        ? TrustedRootFile.read(files.trustedRoot().get()).roots()
        : otherwise.current(deadline);
  }

  private static Authority authority(Path file) throws TrustException {
    Authority authority = Authority.of(PemTrust.certificates(file), Period.ALWAYS);
    if (authority.roots().isEmpty()) {
      throw new TrustException("\"%s\" holds no self-signed certificate".formatted(file));
    }
    return authority;
  }

  private static List<LogKey> keys(Optional<Path> file, List<LogKey> otherwise)
      throws TrustException {
    return file.isPresent() ? PemTrust.logKeys(file.get()) : otherwise;
  }
}
