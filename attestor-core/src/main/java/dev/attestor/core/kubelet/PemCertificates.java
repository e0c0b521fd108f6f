package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates from PEM text, RFC 7468 section 5; other blocks and text around them are passed
 * over.
 */
final class PemCertificates {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  private PemCertificates() {}

  /**
   * All certificates of a file's content, in order.
   *
   * @throws KubeletException if there is none, or one is broken
   */
  static List<X509Certificate> parse(byte[] content, Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (blocks.find()) {
        byte[] block = blocks.group().getBytes(StandardCharsets.ISO_8859_1);
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
      }
    } catch (CertificateException e) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS,
          "certificate %s in \"%s\" is broken: %s"
              .formatted(certificates.size() + 1, file, e.getMessage()),
          e);
    }
    if (certificates.isEmpty()) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS,
          "expected a PEM block \"CERTIFICATE\" in \"%s\", found none".formatted(file));
    }
    return certificates;
  }
}
