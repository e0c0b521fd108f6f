package dev.attestor.cli.doctor;

import java.util.Optional;

/**
 * What one look brought to light.
 *
 * @param what was looked at, such as {@code PID namespace}
 * @param remedy what to do about it; for everything but {@code OK} and {@code LEFT_OUT}
 */
public record Finding(Level level, String what, String detail, Optional<String> remedy) {

  /** How bad it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Works, but not as well as it could. */
    WARNING,
    /** Attestation does not work, or not for everybody. */
    PROBLEM,
    /** Not configured, or not to be seen from here. */
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
