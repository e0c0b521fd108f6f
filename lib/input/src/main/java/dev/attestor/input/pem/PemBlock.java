package dev.attestor.input.pem;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A PEM block. Its content, which may be a private key, is never printed. */
public final class PemBlock {

  private final String kind;
  private final int line;
  private final boolean encrypted;
  private final byte[] content;

  PemBlock(String kind, int line, boolean encrypted, byte[] content) {
    this.kind = kind;
    this.line = line;
    this.encrypted = encrypted;
    this.content = content;
  }

  /** The label after {@code BEGIN}, such as {@code CERTIFICATE}. */
  public String kind() {
    return kind;
  }

  /** The line of its start, counted from 1. */
  public int line() {
    return line;
  }

  /** Whether its headers say that it is encrypted, RFC 1421 section 4.6.1.1. */
  public boolean encrypted() {
    return encrypted;
  }

  /** A copy of the decoded bytes. */
  public byte[] content() {
    return content.clone();
  }

  /**
   * The certificate in this block.
   *
   * @throws PemException if its content is not a certificate
   */
  public X509Certificate certificate() throws PemException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content));
    } catch (CertificateException e) {
      throw new PemException("has a broken certificate in line %s".formatted(line), e);
    }
  }

  /** Only this block as PEM, in the form that every parser reads. */
  public String text() {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind);
  }

  @Override
  public String toString() {
    return "\"%s\" in line %s".formatted(kind, line);
  }
}
