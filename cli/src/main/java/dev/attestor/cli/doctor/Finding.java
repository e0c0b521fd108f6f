package dev.attestor.cli.doctor;

import java.util.Optional;

/**
 * The result of one check.
 *
 * @param what the checked item, such as {@code PID namespace}
 * @param remedy the remedy; empty only for {@code OK} and {@code LEFT_OUT}
 */
public record Finding(Level level, String what, String detail, Optional<String> remedy) {

  /** The severity of a finding. */
  public enum Level {
    /** No problem. */
    OK,
    /** Works, but not as well as it could. */
    WARNING,
    /** Attestation does not work, or not for all processes. */
    PROBLEM,
    /** Not configured, or not visible from here. */
    LEFT_OUT
  }

  static Finding ok(String what, String detail) {
    return new Finding(Level.OK, what, detail, Optional.empty());
  }

  static Finding leftOut(String what, String detail) {
    return new Finding(Level.LEFT_OUT, what, detail, Optional.empty());
  }

  static Finding warning(String what, String detail, String remedy) {
    return new Finding(Level.WARNING, what, detail, Optional.of(remedy));
  }

  static Finding problem(String what, String detail, String remedy) {
    return new Finding(Level.PROBLEM, what, detail, Optional.of(remedy));
  }
}
