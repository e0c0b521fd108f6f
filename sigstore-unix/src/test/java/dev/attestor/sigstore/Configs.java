package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.core.config.SigstoreConfig.Trust;
import dev.attestor.testkit.SignedCases;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Test configurations: the trust of the recorded cases; alice and bob are allowed. */
final class Configs {

  static final URI NO_REKOR = URI.create("http://127.0.0.1:1");
  static final Map<String, List<String>> ALLOWED =
      Map.of("https://accounts.example.com", List.of("alice@example.com", "bob@example.com"));
  static final Registries ANONYMOUS =
      new Registries(
          Map.of(), Optional.empty(), false, Optional.empty(), Map.of(), Optional.empty());

  private Generation generation = Generation.SPIRE_1_11;
  private Map<String, List<String>> allowed = ALLOWED;
  private Set<String> skipped = Set.of();
  private URI rekor = NO_REKOR;
  private boolean sct = true;
  private boolean log = true;
  private boolean attestation;
  private boolean attestationCounts;
  private Registries registries = ANONYMOUS;
  private Network network = Network.DIRECT;
  private Duration ttl = Duration.ofHours(1);
  private Duration timeout = Duration.ofSeconds(20);
  private Trust trust;
  private Optional<Path> ca = Optional.empty();

  private Configs(Trust trust) {
    this.trust = trust;
  }

  static Configs files(Path folder, String authorities) {
    return new Configs(
        new Trust(
            Optional.empty(),
            Optional.of(SignedCases.trust(folder, authorities)),
            Optional.of(SignedCases.trust(folder, "rekor.pub.pem")),
            Optional.of(SignedCases.trust(folder, "ctfe.pub.pem")),
            folder.resolve("tuf")));
  }

  static Configs files(Path folder) {
    return files(folder, "fulcio.pem");
  }

  static Configs trustedRoot(Path folder) {
    return new Configs(
        new Trust(
            Optional.of(SignedCases.trust(folder, "trusted_root.json")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            folder.resolve("tuf")));
  }

  Configs trust(Trust other) {
    trust = other;
    return this;
  }

  Configs generation(Generation other) {
    generation = other;
    return this;
  }

  Configs allowed(Map<String, List<String>> others) {
    allowed = others;
    return this;
  }

  Configs skipped(String... images) {
    skipped = Set.of(images);
    return this;
  }

  Configs rekor(URI address) {
    rekor = address;
    return this;
  }

  Configs withoutSct() {
    sct = false;
    return this;
  }

  Configs withoutLog() {
    log = false;
    return this;
  }

  Configs withAttestation() {
    attestation = true;
    return this;
  }

  Configs attestationsCount() {
    attestationCounts = true;
    return this;
  }

  Configs registries(Registries others) {
    registries = others;
    return this;
  }

  Configs network(Network other) {
    network = other;
    return this;
  }

  Configs ca(Path file) {
    ca = Optional.of(file);
    return this;
  }

  Configs ttl(Duration other) {
    ttl = other;
    return this;
  }

  Configs timeout(Duration other) {
    timeout = other;
    return this;
  }

  SigstoreConfig build() {
    return new SigstoreConfig(
        generation,
        allowed,
        skipped,
        rekor,
        sct,
        log,
        attestation,
        attestationCounts,
        registries,
        network,
        trust,
        ca,
        ttl,
        timeout);
  }
}
