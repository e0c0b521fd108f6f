package dev.attestor.sigstore;

import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.find.Place;
import dev.attestor.sigstore.find.Place.Answer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that was found beside one image, what became of it, and every place that was asked.
 */
public record ImageReport(List<SignatureFinding> findings) {

  private static final int MAX_REASONS = 10;

  /** Copies the list. */
  public ImageReport {
    findings = List.copyOf(findings);
  }

  /** The signatures or attestations that count. */
  public List<Verified> good(Purpose purpose) {
    return of(SignatureFinding.Good.class)
        .filter(good -> good.purpose() == purpose)
        .map(SignatureFinding.Good::signature)
        .toList();
  }

  /** What is missing, if anything is. */
  Optional<Missing> lack(boolean attestationToo) {
    if (good(Purpose.SIGNATURE).isEmpty()) {
      return Optional.of(missing("signature", Purpose.SIGNATURE));
    }
    return attestationToo && good(Purpose.ATTESTATION).isEmpty()
        ? Optional.of(missing("attestation", Purpose.ATTESTATION))
        : Optional.empty();
  }

  private Missing missing(String what, Purpose purpose) {
    return new Missing(
        what,
        of(SignatureFinding.Bad.class).filter(bad -> bad.candidate().mayBe(purpose)).toList(),
        of(SignatureFinding.Asked.class)
            .map(SignatureFinding.Asked::place)
            .filter(place -> place.mayHold(purpose) && place.answer() != Answer.HELD)
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
   * @param places where it was looked for and not found
   */
  record Missing(String what, List<SignatureFinding.Bad> bad, List<Place> places) {

    /** Whether it might be there, for all that could be fetched. */
    boolean isForWantOfAnswers() {
      return bad.stream().anyMatch(each -> each.failure().check() == SignatureCheck.FETCH)
          || places.stream().anyMatch(place -> place.answer() == Answer.UNREACHABLE);
    }

    /** Whether every place answered that it has nothing at all. */
    boolean isNothing() {
      return bad.isEmpty() && places.stream().noneMatch(Place::isClosed);
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
              places.stream().map(Place::toString))
          .flatMap(each -> each)
          .collect(Collectors.joining("; "));
    }

    /** The places that have nothing. */
    String emptyPlaces() {
      return places.stream()
          .filter(place -> !place.isClosed())
          .map(Place::toString)
          .collect(Collectors.joining("; "));
    }
  }
}
