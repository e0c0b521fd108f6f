package dev.attestor.sigstore.check;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.sigstore.json.Json;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The signers that are allowed. */
final class AllowedSigners {

  private final Map<NamePattern, List<NamePattern>> subjectsByIssuer;

  /**
   * Reads the names of a configuration.
   *
   * @throws IllegalArgumentException if one is no regular expression and should be
   */
  AllowedSigners(SigstoreConfig config) {
    boolean exact = config.generation() == Generation.SPIRE_1_9;
    this.subjectsByIssuer =
        config.allowed().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    entry -> pattern(entry.getKey(), exact),
                    entry -> entry.getValue().stream().map(name -> pattern(name, exact)).toList()));
  }

  private static NamePattern pattern(String text, boolean exact) {
    return exact ? NamePattern.exactly(text) : NamePattern.of(text);
  }

  /** The signer of a certificate, with the first of its subjects that is allowed. */
  Signer requireAllowed(X509Certificate certificate) throws CheckException {
    List<Signer> signers = Signer.of(certificate);
    return signers.stream()
        .filter(this::isAllowed)
        .findFirst()
        .orElseThrow(
            () ->
                SignatureCheck.IDENTITY.failed(
                    "subject \"%s\" of issuer \"%s\" is not allowed"
                        .formatted(
                            signers.stream()
                                .map(signer -> Json.shown(signer.subject()))
                                .collect(Collectors.joining("\", \"")),
                            Json.shown(signers.get(0).issuer()))));
  }

  private boolean isAllowed(Signer signer) {
    return subjectsByIssuer.entrySet().stream()
        .filter(entry -> entry.getKey().matches(signer.issuer()))
        .flatMap(entry -> entry.getValue().stream())
        .anyMatch(subject -> subject.matches(signer.subject()));
  }
}
