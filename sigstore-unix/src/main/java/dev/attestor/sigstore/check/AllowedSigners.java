package dev.attestor.sigstore.check;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.input.text.ForeignText;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The allowed signers. */
final class AllowedSigners {

  private final Map<NamePattern, List<NamePattern>> subjectsByIssuer;

  /**
   * Reads the names in a configuration.
   *
   * @throws IllegalArgumentException if one must be a regular expression but is invalid
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

  /** Returns the signer of a certificate, with its first allowed subject. */
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
                                .map(signer -> ForeignText.quoted(signer.subject()))
                                .collect(Collectors.joining("\", \"")),
                            ForeignText.quoted(signers.get(0).issuer()))));
  }

  private boolean isAllowed(Signer signer) {
    return subjectsByIssuer.entrySet().stream()
        .filter(entry -> entry.getKey().matches(signer.issuer()))
        .flatMap(entry -> entry.getValue().stream())
        .anyMatch(subject -> subject.matches(signer.subject()));
  }
}
