package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Assertions about answers. */
final class Answers {

  private Answers() {}

  static void assertFailed(
      CompletableFuture<Attestation> answer, Class<? extends Exception> type, String message) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOf(type)
        .withMessage("%s", message);
  }
}
