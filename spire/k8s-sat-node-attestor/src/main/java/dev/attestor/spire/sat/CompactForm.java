package dev.attestor.spire.sat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The compact form of a JSON Web Signature: header, payload and signature in base64url without
 * padding (RFC 7515 sections 2 and 7.1). Accepts only the canonical encoding of the bytes. Stricter
 * than libraries, so that a token has only one valid spelling.
 */
final class CompactForm {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int[] VALUES = values();

  private CompactForm() {}

  static boolean matches(String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    // One byte for each character of the alphabet; any other character gives a negative one.
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return first > 0
        && second > first
        && second < text.length() - 1
        && bytes.length == text.length()
        && isBase64(bytes, 0, first)
        && isBase64(bytes, first + 1, second)
        && isBase64(bytes, second + 1, bytes.length);
  }

  private static boolean isBase64(byte[] text, int start, int end) {
    int last = 0;
    for (int i = start; i < end; i++) {
      last = text[i] < 0 ? -1 : VALUES[text[i]];
      if (last < 0) {
        return false;
      }
    }
    // Unused bits of the last character are zero.
    return switch ((end - start) % 4) {
      case 0 -> true;
      case 2 -> (last & 0b1111) == 0;
      case 3 -> (last & 0b11) == 0;
      default -> false;
    };
  }

  private static int[] values() {
    int[] values = new int[128];
    Arrays.fill(values, -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = i;
    }
    return values;
  }
}
