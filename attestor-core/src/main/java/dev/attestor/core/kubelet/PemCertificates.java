package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads certificates from PEM; ignores other blocks and text around them. */
final class PemCertificates {

  private PemCertificates() {}

  /**
   * All certificates in the content of a file, in order.
   *
   * @throws KubeletException if there is none, or a block is invalid
   */
  static List<X509Certificate> parse(byte[] content, Path file) {
    try {
      return Pem.parse(content).certificates();
    } catch (PemException e) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS,
          "the file \"%s\" %s".formatted(file, e.getMessage()),
          e);
    }
  }
}
