package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.input.file.BadTextException;
import dev.attestor.input.file.Utf8;
import java.nio.file.Path;

/** A secret that is shown to the kubelet and to nobody else: it prints as nothing. */
final class BearerToken {

  private final String value;

  private BearerToken(String value) {
    this.value = value;
  }

  /**
   * Takes a token out of a file's content, without the blanks around it.
   *
   * @throws KubeletException if there is none, or it could not stand in a header
   */
  static BearerToken parse(byte[] content, Path file) {
    String value = decode(content, file).strip();
    if (value.isEmpty()) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS, "the token file \"%s\" is empty".formatted(file));
    }
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS,
          "the token file \"%s\" holds more than one word of plain ASCII".formatted(file));
    }
    return new BearerToken(value);
  }

  private static String decode(byte[] content, Path file) {
    try {
      return Utf8.decode(content);
    } catch (BadTextException e) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS,
          "the token file \"%s\" %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /** The value of the Authorization header, RFC 6750 section 2.1. */
  String authorization() {
    return "Bearer " + value;
  }

  @Override
  public String toString() {
    return "BearerToken[redacted]";
  }
}
