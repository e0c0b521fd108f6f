package dev.attestor.sigstore.check;

import dev.sigstore.rekor.client.RekorEntry;
import java.util.Base64;
import java.util.Optional;

/**
 * A signature that passed every check.
 *
 * @param signature base64
 * @param entry the log entry; empty if the log is ignored
 */
public record Verified(
    String subject, String issuer, String signature, Optional<RekorEntry> entry) {

  static Verified of(Claim claim, Signer signer, Optional<RekorEntry> entry) {
    return new Verified(
        signer.subject(),
        signer.issuer(),
        Base64.getEncoder().encodeToString(claim.signature()),
        entry);
  }
}
