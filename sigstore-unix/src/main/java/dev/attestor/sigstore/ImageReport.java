package dev.attestor.sigstore;

import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import java.util.List;
import java.util.Optional;

/** Everything that was found beside one image, and what became of it. */
public record ImageReport(List<SignatureFinding> findings) {

  /** Copies the list. */
  public ImageReport {
    findings = List.copyOf(findings);
  }

  /** The signatures or attestations that count. */
  public List<Verified> good(Purpose purpose) {
    return findings.stream()
        .filter(SignatureFinding.Good.class::isInstance)
        .map(SignatureFinding.Good.class::cast)
        .filter(good -> good.purpose() == purpose)
        .map(SignatureFinding.Good::signature)
        .toList();
  }

  /** Those that might have been what was looked for, and do not count. */
  private List<SignatureFinding.Bad> bad(Purpose purpose) {
    return findings.stream()
        .filter(SignatureFinding.Bad.class::isInstance)
        .map(SignatureFinding.Bad.class::cast)
        .filter(bad -> bad.candidate().mayBe(purpose))
        .toList();
  }

  /** What is missing, if anything is. */
  Optional<Missing> lack(boolean attestationToo) {
    if (good(Purpose.SIGNATURE).isEmpty()) {
      return Optional.of(new Missing("signature", bad(Purpose.SIGNATURE)));
    }
    return attestationToo && good(Purpose.ATTESTATION).isEmpty()
        ? Optional.of(new Missing("attestation", bad(Purpose.ATTESTATION)))
        : Optional.empty();
  }

  /**
   * What is missing.
   *
   * @param bad those that might have been it
   */
  record Missing(String what, List<SignatureFinding.Bad> bad) {

    /** Whether it might be there, for all that could be fetched. */
    boolean isForWantOfAnswers() {
      return bad.stream().anyMatch(each -> each.failure().check() == SignatureCheck.FETCH);
    }
  }
}
