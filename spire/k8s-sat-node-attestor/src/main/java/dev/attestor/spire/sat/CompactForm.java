package dev.attestor.spire.sat;

import java.util.Base64;
import java.util.stream.Stream;

/**
 * The compact form of a JSON Web Signature: header, payload and signature in base64url without
 * padding (RFC 7515 sections 2 and 7.1). Accepts only the canonical encoding of the bytes. Stricter
 * than libraries, so that a token has only one valid spelling.
 */
final class CompactForm {

  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final int PARTS = 3;

  private CompactForm() {}

  static boolean matches(String text) {
    String[] parts = text.split("\\.", PARTS + 1);
    return parts.length == PARTS
        && !parts[0].isEmpty()
        && !parts[2].isEmpty()
        && Stream.of(parts).allMatch(CompactForm::isCanonical);
  }

  /** The decoder also takes padding, and unused bits of the last character that are not zero. */
  private static boolean isCanonical(String part) {
    try {
      return ENCODER.encodeToString(DECODER.decode(part)).equals(part);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
