package dev.attestor.input.pem;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Detects keys and certificates that are not PEM, and names their format. */
final class OtherForms {

  private static final Pattern OPENSSH =
      Pattern.compile(
          "\\s*(ssh-(rsa|ed25519|dss)|ecdsa-sha2-\\S+|---- BEGIN SSH2).*", Pattern.DOTALL);

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private OtherForms() {}

  static void refuse(byte[] bytes, String text) throws PemException {
    if (isDer(bytes)) {
      throw new PemException("is binary (DER), expected PEM");
    }
    if (OPENSSH.matcher(text).lookingAt()) {
      throw new PemException("is a key in the form of OpenSSH, expected PEM");
    }
    byte[] decoded = decoded(text);
    if (isDer(decoded)) {
      throw new PemException("is base64 without BEGIN and END lines, expected PEM");
    }
    if (new String(decoded, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
      throw new PemException("is base64 of PEM, expected PEM itself");
    }
  }

  /**
   * An ASN.1 sequence (ITU-T X.690 section 8.9) that contains non-ASCII bytes or has exactly this
   * length.
   */
  private static boolean isDer(byte[] bytes) {
    return bytes.length > 4
        && bytes[0] == 0x30
        && (bytes[1] < 0 || (bytes[1] == bytes.length - 2 && (bytes[2] == 0x30 || bytes[2] == 2)));
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(BLANKS.matcher(text).replaceAll(""));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
