package dev.attestor.spire.node.sat.token;

/**
 * The compact form of a JSON Web Signature: header, payload and signature in base64url without
 * padding (RFC 7515 sections 2 and 7.1), each in the one way that its bytes can be written.
 * Stricter than libraries are, so that a token has no second spelling.
 */
final class CompactForm {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int[] VALUES = values();

  private CompactForm() {}

  static boolean matches(String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    return first > 0
        && second > first
        && second < text.length() - 1
        && isBase64(text, 0, first)
        && isBase64(text, first + 1, second)
        && isBase64(text, second + 1, text.length());
  }

  private static boolean isBase64(String text, int start, int end) {
    int last = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      last = c < VALUES.length ? VALUES[c] : -1;
      if (last < 0) {
        return false;
      }
    }
    // Bits of the last character that belong to no byte are zero.
    return switch ((end - start) % 4) {
      case 0 -> true;
      case 2 -> (last & 0b1111) == 0;
      case 3 -> (last & 0b11) == 0;
      default -> false;
    };
  }

  private static int[] values() {
    int[] values = new int[128];
    java.util.Arrays.fill(values, -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = i;
    }
    return values;
  }
}
