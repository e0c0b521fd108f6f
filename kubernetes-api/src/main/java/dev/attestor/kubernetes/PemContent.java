package dev.attestor.kubernetes;

import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * PEM certificates or a PEM key, from base64 in a kubeconfig or from a file that it names.
 *
 * @param section and {@code key}: its place, for messages
 */
record PemContent(KubeconfigSection section, String key, Pem pem) {

  private static final String BEGIN = "-----BEGIN ";

  /**
   * From base64 in the kubeconfig.
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
   * From the content of a file, or from decoded bytes.
   *
   * @throws ApiAccessException if it is not PEM, or a block is invalid
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
   * Only its certificates.
   *
   * @throws ApiAccessException if there is none, or one is invalid
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
   * Only its first private key.
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
