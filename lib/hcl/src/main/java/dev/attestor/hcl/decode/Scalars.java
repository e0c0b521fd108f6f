package dev.attestor.hcl.decode;

import dev.attestor.hcl.HclBool;
import dev.attestor.hcl.HclNumber;
import dev.attestor.hcl.HclText;
import dev.attestor.hcl.HclValue;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * The weak typing of the HCL 1 decoder: quoted numbers and booleans are accepted, and numbers are
 * accepted as text.
 */
public final class Scalars {

  private Scalars() {}

  /** A string, or a number as written. */
  public static Optional<String> text(HclValue value) {
    if (value instanceof HclText text) {
      return Optional.of(text.value());
    }
    return value instanceof HclNumber number ? Optional.of(number.text()) : Optional.empty();
  }

  /**
   * {@code true} or {@code false}, or any of these and 1 and 0 in a value that {@link #text}
   * accepts.
   */
  public static Optional<Boolean> bool(HclValue value) {
    if (value instanceof HclBool bool) {
      return Optional.of(bool.value());
    }
    return switch (text(value).orElse("").toLowerCase(Locale.ROOT)) {
      case "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /**
   * An integer in any base that Go accepts: decimal, {@code 0x}, {@code 0o} or a leading zero,
   * {@code 0b}.
   */
  public static Optional<BigInteger> integer(HclValue value) {
    String text = text(value).orElse("").toLowerCase(Locale.ROOT);
    boolean negative = text.startsWith("-");
    String digits = text.replaceFirst("^[-+]", "");
    try {
      BigInteger magnitude = magnitude(digits);
      return Optional.of(negative ? magnitude.negate() : magnitude);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static BigInteger magnitude(String digits) {
    if (digits.length() > 70 || !digits.matches("[0-9][0-9a-fxob]*")) {
      throw new NumberFormatException("expected digits");
    }
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    }
    if (digits.startsWith("0o")) {
      return new BigInteger(digits.substring(2), 8);
    }
    return new BigInteger(digits, digits.startsWith("0") ? 8 : 10);
  }
}
