package dev.attestor.sigstore.trust;

import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemBlock;
import dev.attestor.input.pem.PemException;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads certificates and public keys from PEM. */
public final class PemTrust {

  private static final int MAX_BYTES = 1 << 20;

  private PemTrust() {}

  /**
   * All certificates of a file; at least one.
   *
   * @throws TrustException if there is none, or a block is invalid
   */
  public static List<X509Certificate> certificates(Path file) throws TrustException {
    try {
      return read(file).certificates();
    } catch (PemException e) {
      throw new TrustException("\"%s\" %s".formatted(file, e.getMessage()), e);
    }
  }

  /** All certificates of a text, possibly none; ignores other content. */
  public static List<X509Certificate> certificates(String pem) throws PemException {
    Pem parsed = Pem.parse(pem.getBytes(StandardCharsets.UTF_8));
    return parsed.blocks().isEmpty() ? List.of() : parsed.certificates();
  }

  static List<LogKey> logKeys(Path file) throws TrustException {
    List<LogKey> found = new ArrayList<>();
    try {
      for (PemBlock block : read(file).blocks(List.of("PUBLIC KEY", "RSA PUBLIC KEY"))) {
        found.add(LogKey.of(key(info(block)), Period.ALWAYS, Optional.empty()));
      }
      return found;
    } catch (PemException e) {
      throw new TrustException("\"%s\" %s".formatted(file, e.getMessage()), e);
    } catch (TrustException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle's message quotes the file.
      throw new TrustException(
          "\"%s\" has a broken key: %s"
              .formatted(file, ForeignText.quoted(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static SubjectPublicKeyInfo info(PemBlock block) {
    return block.kind().equals("PUBLIC KEY")
        ? SubjectPublicKeyInfo.getInstance(block.content())
        : pkcs1(block.content());
  }

  private static SubjectPublicKeyInfo pkcs1(byte[] key) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), key);
  }

  static PublicKey key(SubjectPublicKeyInfo key) throws IOException {
    return new JcaPEMKeyConverter().getPublicKey(key);
  }

  private static Pem read(Path file) throws TrustException, PemException {
    return Pem.parse(TrustFile.bytes(file, MAX_BYTES));
  }
}
