package dev.attestor.cli.doctor;

import java.util.List;
import java.util.Optional;

/**
 * The result of one check.
 *
 * @param what the checked item, such as {@code PID namespace}
 * @param remedy the remedy; empty only for {@code OK} and {@code LEFT_OUT}
 * @param lines lines for the configuration, ready to be copied
 */
public record Finding(
    Level level, String what, String detail, Optional<String> remedy, List<String> lines) {

  /** Copies the lines. */
  public Finding {
    lines = List.copyOf(lines);
  }

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

  /** The same with lines for the configuration. */
  Finding with(List<String> settings) {
    return new Finding(level, what, detail, remedy, settings);
  }

  static Finding ok(String what, String detail) {
    return new Finding(Level.OK, what, detail, Optional.empty(), List.of());
  }

  static Finding leftOut(String what, String detail) {
    return new Finding(Level.LEFT_OUT, what, detail, Optional.empty(), List.of());
  }

  static Finding warning(String what, String detail, String remedy) {
    return new Finding(Level.WARNING, what, detail, Optional.of(remedy), List.of());
  }

  /** A problem and its remedy. */
  public static Finding problem(String what, String detail, String remedy) {
    return new Finding(Level.PROBLEM, what, detail, Optional.of(remedy), List.of());
  }
}
