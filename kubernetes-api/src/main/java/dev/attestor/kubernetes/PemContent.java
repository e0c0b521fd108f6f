package dev.attestor.kubernetes;

import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Certificates or a key in PEM that a kubeconfig holds in base64, or names by a file.
 *
 * @param section and {@code key}: where it was found, for messages
 */
record PemContent(KubeconfigSection section, String key, Pem pem) {

  private static final String BEGIN = "-----BEGIN ";

  /**
   * What stands in the kubeconfig itself.
   *
   * @throws ApiAccessException if it is not PEM in base64
   */
  static PemContent embedded(KubeconfigSection section, String key, String base64)
      throws ApiAccessException {
    if (base64.contains(BEGIN)) {
      throw section.problem(key, "is PEM, expected PEM that is encoded in base64");
    }
    byte[] once = decode(base64).orElseThrow(() -> section.problem(key, "is not base64"));
    String text = new String(once, StandardCharsets.ISO_8859_1);
    if (decode(text)
        .filter(twice -> new String(twice, StandardCharsets.ISO_8859_1).contains(BEGIN))
        .isPresent()) {
      throw section.problem(key, "is encoded in base64 twice, expected once");
    }
    return of(section, key, once);
  }

  /**
   * The content of a file, or what was decoded.
   *
   * @throws ApiAccessException if it is not PEM, or a block in it cannot be read
   */
  static PemContent of(KubeconfigSection section, String key, byte[] content)
      throws ApiAccessException {
    try {
      return new PemContent(section, key, Pem.parse(content));
    } catch (PemException e) {
      throw section.problem(key, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Its certificates, and no other blocks.
   *
   * @throws ApiAccessException if there is none, or one cannot be read
   */
  String certificates() throws ApiAccessException {
    try {
      int unused = pem.certificates().size();
      return PlainPem.certificates(pem);
    } catch (PemException e) {
      throw section.problem(key, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Its first private key, and no other blocks.
   *
   * @throws ApiAccessException if there is none, or it is encrypted
   */
  String privateKey() throws ApiAccessException {
    try {
      return PlainPem.key(pem);
    } catch (PemException e) {
      throw section.problem(key, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String toString() {
    return "PemContent[" + key + "]";
  }
}
