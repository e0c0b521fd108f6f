package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.file.SmallFileException.Problem;
import dev.attestor.sigstore.check.ClaimVerifier;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.trust.ConfiguredTrust;
import dev.attestor.sigstore.trust.PemTrust;
import dev.attestor.sigstore.web.TrustStores;
import dev.attestor.sigstore.web.WebClient;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads each part of a configuration once, and finds all invalid ones. Not thread-safe. */
final class SigstoreConfigCheck {

  private final SigstoreConfig config;
  private final List<SigstoreConfigProblem> found = new ArrayList<>();

  SigstoreConfigCheck(SigstoreConfig config) {
    this.config = config;
  }

  /** Reads a part. */
  @FunctionalInterface
  private interface Reading {
    void read() throws IOException, GeneralSecurityException;
  }

  List<SigstoreConfigProblem> all() {
    SigstoreConfig.Trust files = config.trust();
    part("allowed_identities", this::readIdentities);
    part("trusted_root_path", this::readTrustedRoot);
    part("SIGSTORE_ROOT_FILE", () -> ConfiguredTrust.requireAuthorities(files));
    part("SIGSTORE_REKOR_PUBLIC_KEY", () -> ConfiguredTrust.requireLogKeys(files));
    part("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", () -> ConfiguredTrust.requireCertificateLogKeys(files));
    part("ca_path", this::readCa);
    part("docker_config_path", () -> RegistryClient.requireLogins(config.registries()));
    return List.copyOf(found);
  }

  private void part(String key, Reading reading) {
    try {
      reading.read();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      found.add(
          new SigstoreConfigProblem(key, String.valueOf(e.getMessage()), isForMissingFile(e)));
    }
  }

  private static boolean isForMissingFile(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SmallFileException file && file.problem() == Problem.MISSING) {
        return true;
      }
    }
    return false;
  }

  private void readTrustedRoot() throws IOException {
    for (String remark : ConfiguredTrust.requireTrustedRoot(config.trust())) {
      found.add(new SigstoreConfigProblem("trusted_root_path", remark, true));
    }
  }

  private void readIdentities() {
    // Creating the object validates the setting; it sends no request.
    ClaimVerifier unused =
        new ClaimVerifier(config, new WebClient(Optional.empty()), Clock.systemUTC());
  }

  private void readCa() throws IOException, GeneralSecurityException {
    if (config.ca().isPresent()) {
      TrustStores.withAlso(PemTrust.certificates(config.ca().get()));
    }
  }
}
