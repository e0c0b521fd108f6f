package dev.attestor.sigstore.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An unknown CA, and a server with a certificate from it. */
public final class TlsKit {

  private static final X500Name AUTHORITY = new X500Name("CN=private authority");
  private static final char[] NO_PASSWORD = {};

  private final KeyPair key = key();
  private final X509Certificate authority;

  /** Creates the CA. */
  public TlsKit() {
    this.authority =
        sign(
            builder(AUTHORITY, key.getPublic()),
            Extension.basicConstraints,
            new BasicConstraints(true));
  }

  private static KeyPair key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509v3CertificateBuilder builder(X500Name subject, PublicKey key) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        AUTHORITY,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(Duration.ofHours(1))),
        subject,
        key);
  }

  private X509Certificate sign(
      X509v3CertificateBuilder builder, ASN1ObjectIdentifier extension, ASN1Encodable value) {
    try {
      builder.addExtension(extension, false, value);
      byte[] der =
          builder
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server's identity for an address of this host. */
  public SSLContext server(String address) throws GeneralSecurityException, IOException {
    KeyPair own = key();
    X509Certificate certificate =
        sign(
            builder(new X500Name("CN=server"), own.getPublic()),
            Extension.subjectAlternativeName,
            new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(
        "server", own.getPrivate(), NO_PASSWORD, new Certificate[] {certificate, authority});
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /** The CA's certificate as PEM. */
  public Path write(Path file) throws GeneralSecurityException, IOException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded());
    return Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
  }
}
