package dev.attestor.core.config;

import dev.attestor.input.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose signatures images must have, and how they are verified.
 *
 * @param generation which of SPIRE's two blocks this came from; it decides the selectors
 * @param allowed subjects by issuer
 * @param skipped images that need no signature: whole image IDs, or digests
 * @param rekorUrl the transparency log that is asked about signatures without an entry at hand
 * @param requireSct whether the certificate must have been logged, too
 * @param requireLog whether the signature must have been logged
 * @param requireAttestation whether an attestation must verify as well
 * @param attestationCounts whether an attestation counts as a signature too
 * @param ca certificates that vouch for servers, besides those of the JDK
 * @param cacheTtl how long a verified image counts as such
 * @param verifyTimeout how long one verification may take, all requests together
 */
public record SigstoreConfig(
    Generation generation,
    Map<String, List<String>> allowed,
    Set<String> skipped,
    URI rekorUrl,
    boolean requireSct,
    boolean requireLog,
    boolean requireAttestation,
    boolean attestationCounts,
    Registries registries,
    Network network,
    Trust trust,
    Optional<Path> ca,
    Duration cacheTtl,
    Duration verifyTimeout) {

  /** Copies the collections. */
  public SigstoreConfig {
    allowed = Map.copyOf(allowed);
    skipped = Set.copyOf(skipped);
  }

  /** The SPIRE version that introduced this form of the block. */
  public enum Generation {
    /** {@code experimental.sigstore} up to SPIRE 1.10: allowed subjects are compared exactly. */
    SPIRE_1_9,
    /** {@code sigstore} since SPIRE 1.11: allowed identities may be regular expressions. */
    SPIRE_1_11
  }

  /**
   * How registries are reached.
   *
   * @param credentials by registry, such as {@code registry.example.com:5000}
   * @param credentialFile Docker's {@code config.json}
   * @param credentialFileRequired whether it is an error if that file does not exist
   * @param helpers how programs that the credential file names are run; empty if they are not
   * @param mirrors by registry; asked before it, in this order
   * @param signatures the repository that has the signatures of all images; empty if they are
   *     beside the images
   */
  public record Registries(
      Map<String, Credential> credentials,
      Optional<Path> credentialFile,
      boolean credentialFileRequired,
      Optional<CredentialHelpers> helpers,
      Map<String, List<URI>> mirrors,
      Optional<String> signatures) {

    /** Copies the maps. */
    public Registries {
      credentials = Map.copyOf(credentials);
      mirrors = Map.copyOf(mirrors);
    }
  }

  /**
   * How credential helpers are run.
   *
   * @param folders the absolute folders that are searched for them, in this order
   * @param environment the only environment variables that they receive
   */
  public record CredentialHelpers(List<Path> folders, Map<String, Secret> environment) {

    /** Copies the collections. */
    public CredentialHelpers {
      folders = List.copyOf(folders);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * How other hosts are reached, as Go programs read it from the environment.
   *
   * @param httpsProxy through which hosts are reached with TLS
   * @param httpProxy through which hosts are reached without
   * @param direct hosts that are reached without a proxy, as {@code NO_PROXY} names them
   * @param plainHttp hosts, with their ports if they have one, that are reached without TLS
   */
  public record Network(
      Optional<Proxy> httpsProxy,
      Optional<Proxy> httpProxy,
      List<String> direct,
      Set<String> plainHttp) {

    /** No proxy, and TLS everywhere. */
    public static final Network DIRECT =
        new Network(Optional.empty(), Optional.empty(), List.of(), Set.of());

    /** Copies the collections. */
    public Network {
      direct = List.copyOf(direct);
      plainHttp = Set.copyOf(plainHttp);
    }
  }

  /** A proxy that is asked over plain HTTP. */
  public record Proxy(String host, int port, Optional<Credential> login) {}

  /** A login at a registry or a proxy. */
  public record Credential(String username, Secret password) {}

  /**
   * Where to find trusted certificates and keys. Whatever none of the files contains comes from the
   * public instance, through TUF.
   *
   * @param trustedRoot a TrustedRoot as JSON
   * @param authorities certificates of the CA, as PEM
   * @param logKeys public keys of the transparency log, as PEM
   * @param certificateLogKeys public keys of the certificate log, as PEM
   * @param tufCache the folder in which TUF downloads are cached
   */
  public record Trust(
      Optional<Path> trustedRoot,
      Optional<Path> authorities,
      Optional<Path> logKeys,
      Optional<Path> certificateLogKeys,
      Path tufCache) {}
}
