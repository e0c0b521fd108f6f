package dev.attestor.sigstore.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Refusals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The signer names in a certificate are text without control characters, or the certificate is
 * rejected, for any bytes in its extensions.
 */
class SignerFuzzTest {

  private static final String ISSUER_V1 = "1.3.6.1.4.1.57264.1.1";
  private static final String ISSUER_V2 = "1.3.6.1.4.1.57264.1.8";
  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private static final byte[] KEY = key();

  static Stream<byte[]> extensions() throws IOException {
    byte[] mail = names(new GeneralName(GeneralName.rfc822Name, "a@example.org"));
    byte[] uri =
        names(new GeneralName(GeneralName.uniformResourceIdentifier, "https://a.example/b"));
    byte[] v2 = new DERUTF8String("https://issuer.example").getEncoded();
    return Stream.of(
        data(0, mail, v2),
        data(1, uri, v2),
        data(0, names(other()), v2),
        data(1, mail, "https://issuer.example".getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The first byte selects the kind of issuer, the second is the length of the alternative names;
   * then follow those and the issuer.
   */
  @MethodSource("extensions")
  @FuzzTest
  void isNamedByPlainText(byte[] data) throws IOException {
    if (data.length < 2) {
      return;
    }
    int end = Math.min(data.length, 2 + (data[1] & 0xff));
    byte[] names = Arrays.copyOfRange(data, 2, end);
    byte[] issuer = Arrays.copyOfRange(data, end, data.length);
    X509Certificate certificate;
    try {
      certificate = certificate(names, (data[0] & 1) == 0 ? ISSUER_V2 : ISSUER_V1, issuer);
    } catch (CertificateException e) {
      // The JDK cannot parse such a certificate, so its signer is never read.
      return;
    }
    try {
      for (Signer signer : Signer.of(certificate)) {
        assertThat(signer.subject()).isNotEmpty();
        assertThat(
                (signer.subject() + signer.issuer()).codePoints().anyMatch(Character::isISOControl))
            .isFalse();
      }
    } catch (CheckException e) {
      Refusals.check(e);
    }
  }

  private static X509Certificate certificate(byte[] names, String issuerOid, byte[] issuer)
      throws CertificateException, IOException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.subjectAlternativeName, false, names);
    extensions.addExtension(new ASN1ObjectIdentifier(issuerOid), false, issuer);
    V3TBSCertificateGenerator inner = new V3TBSCertificateGenerator();
    inner.setSerialNumber(new ASN1Integer(BigInteger.ONE));
    inner.setSignature(ECDSA);
    inner.setIssuer(new X500Name("CN=a"));
    inner.setSubject(new X500Name("CN=b"));
    inner.setStartDate(new Time(new DERUTCTime("700101000000Z")));
    inner.setEndDate(new Time(new DERUTCTime("700101000001Z")));
    inner.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(KEY));
    inner.setExtensions(extensions.generate());
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(inner.generateTBSCertificate());
    parts.add(ECDSA);
    // It is unsigned: names are read only from certificates that were already verified.
    parts.add(new DERBitString(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1}));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(new DERSequence(parts).getEncoded()));
  }

  private static byte[] key() {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
      keys.initialize(256);
      return keys.generateKeyPair().getPublic().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static GeneralName other() {
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.7"));
    parts.add(new DERTaggedObject(true, 0, new DERUTF8String("a")));
    return new GeneralName(GeneralName.otherName, new DERSequence(parts));
  }

  private static byte[] names(GeneralName name) throws IOException {
    return new GeneralNames(name).getEncoded();
  }

  private static byte[] data(int kind, byte[] names, byte[] issuer) {
    byte[] data = new byte[2 + names.length + issuer.length];
    data[0] = (byte) kind;
    data[1] = (byte) names.length;
    System.arraycopy(names, 0, data, 2, names.length);
    System.arraycopy(issuer, 0, data, 2 + names.length, issuer.length);
    return data;
  }
}
