package dev.attestor.sigstore.find;

import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.RegistryException;
import java.util.Optional;

/**
 * A place where signatures of an image may be, and what came of asking there.
 *
 * @param only what the place is for; empty if it may hold signatures and attestations
 * @param detail the answer in words
 */
public record SignaturePlace(String name, Optional<Purpose> only, Answer answer, String detail) {

  /** What came of asking. */
  public enum Answer {
    /** It has signatures or attestations; each of them is a candidate. */
    HELD,
    /** It has something that is passed over, which the detail names. */
    OTHERS,
    /** It has nothing. */
    NOTHING,
    /** It did not say what it has, and asking again will not change that. */
    FAILED,
    /** It could not be asked. */
    UNREACHABLE
  }

  static SignaturePlace of(String name, Optional<Purpose> only, int found) {
    return found > 0
        ? new SignaturePlace(name, only, Answer.HELD, "%s %s".formatted(found, kind(only)))
        : new SignaturePlace(name, only, Answer.NOTHING, "nothing");
  }

  private static String kind(Optional<Purpose> only) {
    return only.map(purpose -> purpose == Purpose.SIGNATURE ? "signatures" : "attestations")
        .orElse("signatures and attestations");
  }

  static SignaturePlace others(String name, String detail) {
    return new SignaturePlace(name, Optional.empty(), Answer.OTHERS, detail);
  }

  static SignaturePlace failed(String name, Optional<Purpose> only, RegistryException failure) {
    return new SignaturePlace(
        name,
        only,
        failure.kind() == RegistryException.Kind.UNREACHABLE ? Answer.UNREACHABLE : Answer.FAILED,
        String.valueOf(failure.getMessage()));
  }

  /** Whether it did not say what it has. */
  public boolean isClosed() {
    return answer == Answer.FAILED || answer == Answer.UNREACHABLE;
  }

  /** Whether it answered that it has nothing at all. */
  public boolean isEmpty() {
    return answer == Answer.NOTHING;
  }

  /** Whether it may hold what is looked for. */
  public boolean mayHold(Purpose purpose) {
    return only.isEmpty() || only.get() == purpose;
  }

  @Override
  public String toString() {
    return name + ": " + detail;
  }
}
