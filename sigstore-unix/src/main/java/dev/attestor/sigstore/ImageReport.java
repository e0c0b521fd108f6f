package dev.attestor.sigstore;

import dev.attestor.sigstore.check.Check;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import java.util.List;

/** Everything that was found beside one image, and what became of it. */
public record ImageReport(List<Finding> findings) {

  /** Copies the list. */
  public ImageReport {
    findings = List.copyOf(findings);
  }

  /** The signatures or attestations that count. */
  public List<Verified> good(Purpose purpose) {
    return findings.stream()
        .filter(Finding.Good.class::isInstance)
        .map(Finding.Good.class::cast)
        .filter(good -> good.purpose() == purpose)
        .map(Finding.Good::signature)
        .toList();
  }

  /** Those that might have been what was looked for, and do not count. */
  List<Finding.Bad> bad(Purpose purpose) {
    return findings.stream()
        .filter(Finding.Bad.class::isInstance)
        .map(Finding.Bad.class::cast)
        .filter(bad -> bad.candidate().mayBe(purpose))
        .toList();
  }

  static boolean isMissingAnswers(List<Finding.Bad> bad) {
    return bad.stream().anyMatch(each -> each.failure().check() == Check.FETCH);
  }
}
