package dev.attestor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import java.util.List;

/** What every rejection of untrusted input guarantees. */
public final class Refusals {

  private static final int MAX_LENGTH = 4096;

  private Refusals() {}

  /** The message exists, is short, fits into one log line, and cannot control a terminal. */
  public static void check(Throwable refusal) {
    checkMessage(String.valueOf(refusal.getMessage()));
  }

  /** The same for a message outside of an exception. */
  public static void checkMessage(String message) {
    assertThat(message).hasSizeBetween(1, MAX_LENGTH);
    for (int at = 0; at < message.length(); at++) {
      char c = message.charAt(at);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || isBidiControl(c)) {
        throw new AssertionError(
            "the message holds the control character U+%04X at %s: %s"
                .formatted((int) c, at, message));
      }
    }
  }

  /** A refused configuration has an error, and each of its problems is a message. */
  public static void checkProblems(ConfigException refusal) {
    assertThat(refusal.problems()).anyMatch(problem -> problem.severity() == Severity.ERROR);
    refusal.problems().forEach(problem -> checkMessage(problem.toString()));
  }

  /** What is said of a configuration that can be used is no error, and is a message. */
  public static void checkRemarks(List<ConfigProblem> remarks) {
    assertThat(remarks).noneMatch(problem -> problem.severity() == Severity.ERROR);
    remarks.forEach(problem -> checkMessage(problem.toString()));
  }

  /** Characters that change the displayed order of text, UAX #9. */
  private static boolean isBidiControl(char c) {
    return c == '\u200e'
        || c == '\u200f'
        || c == '\u061c'
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }

  /**
   * The message contains no part of a secret. The secret must be long enough not to occur by
   * chance.
   */
  public static void checkHides(Throwable refusal, String secret) {
    check(refusal);
    assertThat(refusal.getMessage()).doesNotContain(secret);
  }
}
