package dev.attestor.standin;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A temporary CA, valid for a day. Its certificates are only for use on this host. */
public final class CertificateAuthority {

  private static final Duration LIFETIME = Duration.ofDays(1);

  private final X509Certificate certificate;
  private final KeyPair keys;

  private CertificateAuthority(X509Certificate certificate, KeyPair keys) {
    this.certificate = certificate;
    this.keys = keys;
  }

  /** A certificate and its private key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {}

  /** Creates a CA. */
  public static CertificateAuthority create(String commonName) throws GeneralSecurityException {
    KeyPair keys = ecKeys();
    X500Principal name = new X500Principal("CN=" + commonName);
    try {
      JcaX509v3CertificateBuilder builder = builder(name, name, keys);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      return new CertificateAuthority(sign(builder, keys), keys);
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException("a CA certificate cannot be made", e);
    }
  }

  /** Creates a key pair on P-256. */
  public static KeyPair ecKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** The certificate of the CA. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Issues a server certificate for DNS names and IP addresses. */
  public Issued issueServer(String commonName, List<String> dnsNames, List<String> addresses)
      throws GeneralSecurityException {
    GeneralName[] names =
        java.util.stream.Stream.concat(
                dnsNames.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                addresses.stream().map(ip -> new GeneralName(GeneralName.iPAddress, ip)))
            .toArray(GeneralName[]::new);
    return issue(commonName, names, KeyPurposeId.id_kp_serverAuth, ecKeys());
  }

  /** Issues a client certificate for the caller's keys. */
  public Issued issueClient(String commonName, KeyPair subjectKeys)
      throws GeneralSecurityException {
    return issue(commonName, new GeneralName[0], KeyPurposeId.id_kp_clientAuth, subjectKeys);
  }

  private Issued issue(
      String commonName, GeneralName[] names, KeyPurposeId purpose, KeyPair subjectKeys)
      throws GeneralSecurityException {
    try {
      JcaX509v3CertificateBuilder builder =
          builder(
              certificate.getSubjectX500Principal(),
              new X500Principal("CN=" + commonName),
              subjectKeys);
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return new Issued(sign(builder, keys), subjectKeys.getPrivate());
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException("a certificate cannot be issued", e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, KeyPair keys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, new SecureRandom()),
        Date.from(now.minus(Duration.ofMinutes(5))),
        Date.from(now.plus(LIFETIME)),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair signer)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }
}
