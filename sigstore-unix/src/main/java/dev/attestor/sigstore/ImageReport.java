package dev.attestor.sigstore;

import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.find.SignaturePlace;
import dev.attestor.sigstore.find.SignaturePlace.Answer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that was found beside one image, what became of it, and every place that was asked.
 *
 * @param attestationCounts whether an attestation counts as a signature too
 */
public record ImageReport(List<SignatureFinding> findings, boolean attestationCounts) {

  private static final int MAX_REASONS = 10;
  private static final Set<Purpose> EITHER = EnumSet.allOf(Purpose.class);

  /** Copies the list. */
  public ImageReport {
    findings = List.copyOf(findings);
  }

  /** The valid signatures or attestations. */
  public List<Verified> good(Purpose purpose) {
    return of(SignatureFinding.Good.class)
        .filter(good -> counts(good.purpose(), purpose))
        .map(SignatureFinding.Good::signature)
        .toList();
  }

  /** What is missing, if anything. */
  Optional<Missing> missing(boolean attestationToo) {
    if (good(Purpose.SIGNATURE).isEmpty()) {
      return Optional.of(
          missing("signature", attestationCounts ? EITHER : EnumSet.of(Purpose.SIGNATURE)));
    }
    return attestationToo && good(Purpose.ATTESTATION).isEmpty()
        ? Optional.of(missing("attestation", EnumSet.of(Purpose.ATTESTATION)))
        : Optional.empty();
  }

  private boolean counts(Purpose found, Purpose wanted) {
    return found == wanted || (attestationCounts && wanted == Purpose.SIGNATURE);
  }

  private Missing missing(String what, Set<Purpose> wanted) {
    boolean attestationsAreOthers = !wanted.contains(Purpose.ATTESTATION);
    return new Missing(
        what,
        of(SignatureFinding.Bad.class)
            .filter(bad -> wanted.stream().anyMatch(bad.candidate()::mayBe))
            .toList(),
        of(SignatureFinding.Good.class)
            .filter(good -> attestationsAreOthers)
            .map(SignatureFinding.Good::asAttestation)
            .toList(),
        of(SignatureFinding.Asked.class)
            .map(SignatureFinding.Asked::place)
            .filter(
                place ->
                    wanted.stream().anyMatch(place::mayHold)
                        ? place.answer() != Answer.HELD
                        : attestationsAreOthers && place.answer() == Answer.HELD)
            .toList());
  }

  /** What does not count and may deserve a look: signatures, and places that did not answer. */
  Stream<SignatureFinding> complaints() {
    return findings.stream().filter(ImageReport::isComplaint);
  }

  private static boolean isComplaint(SignatureFinding finding) {
    return finding instanceof SignatureFinding.Bad
        || (finding instanceof SignatureFinding.Asked asked && asked.place().isClosed());
  }

  private <T extends SignatureFinding> Stream<T> of(Class<T> kind) {
    return findings.stream().filter(kind::isInstance).map(kind::cast);
  }

  /**
   * What is missing.
   *
   * @param bad those that might have been it
   * @param others what verifies and is something else
   * @param places where it was looked for and not found
   */
  record Missing(
      String what,
      List<SignatureFinding.Bad> bad,
      List<String> others,
      List<SignaturePlace> places) {

    /** Whether it may exist but could not be fetched. */
    boolean isForWantOfAnswers() {
      return bad.stream().anyMatch(each -> each.failure().check() == SignatureCheck.FETCH)
          || places.stream().anyMatch(place -> place.answer() == Answer.UNREACHABLE);
    }

    /** Whether every place answered that it has nothing at all. */
    boolean isNothing() {
      return bad.isEmpty() && others.isEmpty() && places.stream().allMatch(SignaturePlace::isEmpty);
    }

    /** Why nothing counts: each signature, up to a number, and each place. */
    String reasons() {
      Stream<String> rest =
          bad.size() > MAX_REASONS
              ? Stream.of("%s more do not count".formatted(bad.size() - MAX_REASONS))
              : Stream.of();
      return Stream.of(
              bad.stream().limit(MAX_REASONS).map(SignatureFinding.Bad::toString),
              rest,
              others.stream().limit(MAX_REASONS),
              places.stream().map(SignaturePlace::toString))
          .flatMap(each -> each)
          .collect(Collectors.joining("; "));
    }

    /** What is no complaint: what verifies and is something else, and the places that are open. */
    String calmReasons() {
      return Stream.concat(
              others.stream().limit(MAX_REASONS),
              places.stream().filter(place -> !place.isClosed()).map(SignaturePlace::toString))
          .collect(Collectors.joining("; "));
    }
  }
}
