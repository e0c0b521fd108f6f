package dev.attestor.spire.sat;

import dev.attestor.input.secret.Secret;
import java.nio.charset.StandardCharsets;

/**
 * A service account token: a bearer secret, which may be valid until its account is deleted. It is
 * never printed; {@link #reveal} is only for sending and verifying it.
 */
public final class ServiceAccountToken {

  /** The maximum length in characters; real tokens have about a thousand. */
  public static final int MAX_LENGTH = 1 << 16;

  private final Secret value;

  private ServiceAccountToken(Secret value) {
    this.value = value;
  }

  /**
   * Wraps the text of a token.
   *
   * @throws NodeAttestationException if the text cannot be a token
   */
  public static ServiceAccountToken of(String text) throws NodeAttestationException {
    if (text.length() > MAX_LENGTH) {
      throw NodeAttestationException.invalid(
          "token of %s characters is too long, expected at most %s"
              .formatted(text.length(), MAX_LENGTH));
    }
    // Bytes are faster to check; those of non-ASCII characters are negative.
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (each <= ' ' || each > '~') {
        throw NodeAttestationException.invalid("token is not one word of plain ASCII");
      }
    }
    return new ServiceAccountToken(Secret.of(text));
  }

  /** The secret text. */
  public String reveal() {
    return value.reveal();
  }

  @Override
  public String toString() {
    return "ServiceAccountToken[redacted]";
  }
}
