package dev.attestor.sigstore;

import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.find.SignaturePlace;

/** What became of one signature that was found, or of one place where it was looked for. */
public sealed interface SignatureFinding {

  /** Where it was found or looked for. */
  String origin();

  /** A valid signature. */
  record Good(String origin, Purpose purpose, Verified signature) implements SignatureFinding {

    @Override
    public String toString() {
      return "%s: it verifies, %s by %s, vouched for by %s"
          .formatted(
              origin,
              purpose == Purpose.SIGNATURE ? "a signature" : "an attestation",
              ForeignText.quoted(signature.subject()),
              ForeignText.quoted(signature.issuer()));
    }

    /** Of an attestation, why it is no signature. */
    String asAttestation() {
      return origin
          + ": it verifies, and is an attestation, which counts as a signature only with"
          + " accept_attestation_as_signature";
    }
  }

  /**
   * A rejected signature.
   *
   * @param candidate the signature, whose purpose may be unknown
   */
  record Bad(Candidate candidate, CheckException failure) implements SignatureFinding {
    @Override
    public String origin() {
      return candidate.origin();
    }

    @Override
    public String toString() {
      return "%s: %s: %s".formatted(origin(), failure.check(), failure.getMessage());
    }
  }

  /** A place where signatures were looked for. */
  record Asked(SignaturePlace place) implements SignatureFinding {
    @Override
    public String origin() {
      return place.name();
    }

    @Override
    public String toString() {
      return place.toString();
    }
  }
}
