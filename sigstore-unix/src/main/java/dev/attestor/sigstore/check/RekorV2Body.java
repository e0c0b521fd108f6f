package dev.attestor.sigstore.check;

import com.google.protobuf.ByteString;
import dev.attestor.input.text.ForeignText;
import dev.sigstore.proto.common.v1.HashAlgorithm;
import dev.sigstore.proto.common.v1.HashOutput;
import dev.sigstore.proto.rekor.v2.DSSELogEntryV002;
import dev.sigstore.proto.rekor.v2.HashedRekordLogEntryV002;
import dev.sigstore.proto.rekor.v2.Signature;
import dev.sigstore.rekor.client.RekorEntry;
import dev.sigstore.rekor.client.RekorTypeException;
import dev.sigstore.rekor.client.RekorTypes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.util.Set;

/**
 * The content of a Rekor v2 entry: {@code hashedrekord} and {@code dsse} 0.0.2 of sigstore's
 * protobuf-specs. Clients log an envelope as either kind; the first contains the digest of the
 * signed bytes.
 */
final class RekorV2Body {

  private static final Set<HashAlgorithm> DIGESTS =
      Set.of(HashAlgorithm.SHA2_256, HashAlgorithm.SHA2_384, HashAlgorithm.SHA2_512);

  private final Claim claim;

  RekorV2Body(Claim claim) {
    this.claim = claim;
  }

  void requireHashedRekord(RekorEntry entry) throws CheckException {
    try {
      HashedRekordLogEntryV002 body = RekorTypes.getHashedRekordV002(entry);
      requireDigest(body.getData(), claim.signed(), DIGESTS);
      requireSignature(body.getSignature());
    } catch (RekorTypeException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  void requireDsse(RekorEntry entry) throws CheckException {
    try {
      DSSELogEntryV002 body = RekorTypes.getDsseV002(entry);
      requireDigest(body.getPayloadHash(), claim.payload(), Set.of(HashAlgorithm.SHA2_256));
      if (body.getSignaturesCount() != 1) {
        throw SignatureCheck.LOG.failed(
            "the log's entry has %s signatures, expected one".formatted(body.getSignaturesCount()));
      }
      requireSignature(body.getSignatures(0));
    } catch (RekorTypeException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  private static void requireDigest(HashOutput logged, byte[] content, Set<HashAlgorithm> allowed)
      throws CheckException {
    HashAlgorithm algorithm = logged.getAlgorithm();
    if (!allowed.contains(algorithm)
        || !logged.getDigest().equals(ByteString.copyFrom(digest(algorithm, content)))) {
      throw SignatureCheck.LOG.failed("the log's entry is about another payload");
    }
  }

  private static byte[] digest(HashAlgorithm algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm.name().replace("SHA2_", "SHA-")).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-2", e);
    }
  }

  private void requireSignature(Signature logged) throws CheckException {
    if (!logged.getContent().equals(ByteString.copyFrom(claim.signature()))) {
      throw SignatureCheck.LOG.failed("the log's entry is about another signature");
    }
    try {
      ByteString mine = ByteString.copyFrom(claim.certificate().getEncoded());
      if (!logged.getVerifier().getX509Certificate().getRawBytes().equals(mine)) {
        throw SignatureCheck.LOG.failed("the log's entry is about another certificate");
      }
    } catch (CertificateEncodingException e) {
      throw SignatureCheck.FORMAT.failed("the certificate cannot be encoded", e);
    }
  }

  private static CheckException unreadable(Exception e) {
    return SignatureCheck.LOG.failed(
        "the log's entry cannot be read: " + ForeignText.quoted(String.valueOf(e.getMessage())), e);
  }
}
