package dev.attestor.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.RefusedException;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatusesTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new ConflictingEvidenceException("m"), Code.FAILED_PRECONDITION),
        Arguments.of(new RefusedException("m"), Code.FAILED_PRECONDITION),
        Arguments.of(
            new ImageVerificationException(ImageVerificationException.Kind.REFUSED, "m"),
            Code.FAILED_PRECONDITION),
        Arguments.of(
            new ImageVerificationException(ImageVerificationException.Kind.UNAVAILABLE, "m"),
            Code.UNAVAILABLE),
        Arguments.of(new ApiServerException(true, "m"), Code.UNAVAILABLE),
        Arguments.of(new ApiServerException(false, "m"), Code.INTERNAL),
        Arguments.of(new ContainerNotFoundException("m"), Code.DEADLINE_EXCEEDED),
        Arguments.of(new ProcessException(ProcessException.Kind.GONE, 1, "m"), Code.NOT_FOUND),
        Arguments.of(
            new ProcessException(ProcessException.Kind.HIDDEN, 1, "m"), Code.PERMISSION_DENIED),
        Arguments.of(new ProcessException(ProcessException.Kind.UNREADABLE, 1, "m"), Code.INTERNAL),
        Arguments.of(
            new KubeletException(KubeletException.Kind.UNREACHABLE, "m"), Code.UNAVAILABLE),
        Arguments.of(new KubeletException(KubeletException.Kind.TIMEOUT, "m"), Code.UNAVAILABLE),
        Arguments.of(new KubeletException(KubeletException.Kind.FORBIDDEN, "m"), Code.INTERNAL),
        Arguments.of(new KubeletException(KubeletException.Kind.BAD_BODY, "m"), Code.INTERNAL));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void keepsTheErrorsOwnWords(RuntimeException failure, Code code) {
    for (Throwable seen : new Throwable[] {failure, new CompletionException(failure)}) {
      Status status = Statuses.of(seen).getStatus();
      assertThat(status.getCode()).isEqualTo(code);
      assertThat(status.getDescription()).isEqualTo("m");
    }
  }

  private static Stream<Throwable> thrown() {
    return failures().map(row -> (Throwable) Objects.requireNonNull(row.get()[0]));
  }

  @Test
  void testsEveryTypeOfFailure() {
    Set<Class<?>> tested = thrown().<Class<?>>map(Throwable::getClass).collect(Collectors.toSet());

    assertThat(tested).isEqualTo(Set.of(AttestationException.class.getPermittedSubclasses()));
  }

  @Test
  void testsEveryOutcomeThatAFailureCanHave() {
    assertThat(thrown().map(Outcome::of).distinct())
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(Outcome.IN_POD, Outcome.NOT_IN_POD, Outcome.CANCELLED, Outcome.DEFECT)));
  }

  @ParameterizedTest
  @EnumSource(KubeletException.Kind.class)
  void hasACodeForEveryFailureOfTheKubelet(KubeletException.Kind kind) {
    assertThat(Statuses.of(new KubeletException(kind, "m")).getStatus().getCode())
        .isIn(Code.UNAVAILABLE, Code.INTERNAL);
  }

  @Test
  void tellsNothingOfTheInsidesOfADefect() {
    Status status = Statuses.of(new IllegalStateException("secret")).getStatus();
    assertThat(status.getCode()).isEqualTo(Code.INTERNAL);
    assertThat(status.getDescription())
        .isEqualTo("a defect in the attestor: IllegalStateException");
  }
}
