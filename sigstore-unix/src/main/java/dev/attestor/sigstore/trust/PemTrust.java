package dev.attestor.sigstore.trust;

import dev.attestor.input.file.Utf8;
import dev.attestor.sigstore.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates and public keys as PEM. */
public final class PemTrust {

  private static final int MAX_BYTES = 1 << 20;

  private PemTrust() {}

  /** All certificates of a file. */
  public static List<X509Certificate> certificates(Path file) throws TrustException {
    try {
      List<X509Certificate> found = certificates(text(file));
      if (found.isEmpty()) {
        throw new TrustException("\"%s\" holds no certificate".formatted(file));
      }
      return found;
    } catch (CertificateException | RuntimeException e) {
      throw new TrustException(
          "\"%s\" holds a certificate that cannot be read: %s".formatted(file, words(e)), e);
    } catch (TrustException e) {
      throw e;
    } catch (IOException e) {
      throw new TrustException("\"%s\" is not PEM: %s".formatted(file, words(e)), e);
    }
  }

  /** All certificates of a text; other things in it are passed over. */
  public static List<X509Certificate> certificates(String pem)
      throws IOException, CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        if (each instanceof X509CertificateHolder holder) {
          found.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
        }
      }
    }
    return found;
  }

  static List<LogKey> logKeys(Path file) throws TrustException {
    List<LogKey> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text(file)))) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        if (each instanceof SubjectPublicKeyInfo key) {
          found.add(LogKey.of(key(key), Period.ALWAYS, Optional.empty()));
        }
      }
    } catch (TrustException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new TrustException("\"%s\" is not PEM: %s".formatted(file, words(e)), e);
    }
    if (found.isEmpty()) {
      throw new TrustException("\"%s\" holds no public key".formatted(file));
    }
    return found;
  }

  static PublicKey key(SubjectPublicKeyInfo key) throws IOException {
    return new JcaPEMKeyConverter().getPublicKey(key);
  }

  /** Bouncy Castle quotes the file. */
  private static String words(Exception e) {
    return Json.shown(String.valueOf(e.getMessage()));
  }

  private static String text(Path file) throws IOException {
    return Utf8.decodeLeniently(TrustFile.bytes(file, MAX_BYTES));
  }
}
