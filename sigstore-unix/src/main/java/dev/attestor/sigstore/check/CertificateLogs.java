package dev.attestor.sigstore.check;

import dev.attestor.sigstore.trust.LogKey;
import dev.sigstore.encryption.certificates.transparency.CTConstants;
import dev.sigstore.encryption.certificates.transparency.CTLogInfo;
import dev.sigstore.encryption.certificates.transparency.CTVerificationResult;
import dev.sigstore.encryption.certificates.transparency.CTVerifier;
import dev.sigstore.encryption.certificates.transparency.VerifiedSCT;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the signed certificate timestamps (RFC 6962) in a certificate. */
final class CertificateLogs {

  private final List<LogKey> logs;
  private final CTVerifier verifier = new CTVerifier(this::info);

  CertificateLogs(List<LogKey> logs) {
    this.logs = logs;
  }

  /** Requires at least one timestamp from a trusted log, made while the log was trusted. */
  void requireLogged(X509Certificate certificate, X509Certificate issuer) throws CheckException {
    if (certificate.getExtensionValue(CTConstants.X509_SCT_LIST_OID) == null) {
      throw SignatureCheck.SCT.failed(
          "the certificate has no embedded timestamp of a certificate log");
    }
    CTVerificationResult result;
    try {
      result =
          verifier.verifySignedCertificateTimestamps(
              List.of(certificate, issuer), new byte[0], new byte[0]);
    } catch (CertificateEncodingException | RuntimeException e) {
      throw SignatureCheck.SCT.failed("the certificate's timestamps cannot be read", e);
    }
    if (result.getValidSCTs().stream().anyMatch(this::wasTrusted)) {
      return;
    }
    if (!result.getValidSCTs().isEmpty()) {
      throw SignatureCheck.SCT.failed(
          "the certificate's timestamp is from a time when its log was not trusted");
    }
    boolean known =
        result.getInvalidSCTs().stream()
            .anyMatch(each -> each.status != VerifiedSCT.Status.UNKNOWN_LOG);
    throw SignatureCheck.SCT.failed(
        known
            ? "the certificate's timestamp does not verify"
            : "the certificate's timestamp is not from a trusted certificate log");
  }

  private boolean wasTrusted(VerifiedSCT timestamp) {
    Instant made = Instant.ofEpochMilli(timestamp.sct.getTimestamp());
    return logs.stream()
        .filter(log -> Arrays.equals(log.id().bytes(), timestamp.sct.getLogID()))
        .anyMatch(log -> log.period().contains(made));
  }

  private @Nullable CTLogInfo info(byte[] id) {
    return logs.stream()
        .filter(log -> Arrays.equals(log.id().bytes(), id))
        .findFirst()
        .map(log -> new CTLogInfo(log.key(), "certificate log", ""))
        .orElse(null);
  }
}
