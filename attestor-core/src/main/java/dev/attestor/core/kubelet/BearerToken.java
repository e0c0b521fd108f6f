package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.input.file.BadTextException;
import dev.attestor.input.file.Utf8;
import dev.attestor.input.secret.Secret;
import java.nio.file.Path;

/** A token that is sent only to the kubelet. */
record BearerToken(Secret value) {

  /**
   * Parses a token from the content of a file, without surrounding whitespace.
   *
   * @throws KubeletException if there is none, or it cannot be used in a header
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
    return new BearerToken(Secret.of(value));
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
    return "Bearer " + value.reveal();
  }
}
