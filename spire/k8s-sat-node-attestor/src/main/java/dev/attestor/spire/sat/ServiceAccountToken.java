package dev.attestor.spire.sat;

import java.nio.charset.StandardCharsets;

/**
 * A service account token: a bearer secret that is good until its account is deleted. It prints as
 * nothing; {@link #reveal} is for the wire and for verification.
 */
public final class ServiceAccountToken {

  /** How many characters a token may have; real ones have about a thousand. */
  public static final int MAX_LENGTH = 1 << 16;

  private final String value;

  private ServiceAccountToken(String value) {
    this.value = value;
  }

  /**
   * Takes the text of a token.
   *
   * @throws NodeAttestationException if no token can look like this
   */
  public static ServiceAccountToken of(String text) throws NodeAttestationException {
    if (text.length() > MAX_LENGTH) {
      throw NodeAttestationException.invalid(
          "token of %s characters is too long, expected at most %s"
              .formatted(text.length(), MAX_LENGTH));
    }
    // Bytes are quicker to go through; those of characters outside ASCII are negative.
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (each <= ' ' || each > '~') {
        throw NodeAttestationException.invalid("token is not one word of plain ASCII");
      }
    }
    return new ServiceAccountToken(text);
  }

  /** The secret itself. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "ServiceAccountToken[redacted]";
  }
}
