package dev.attestor.core.kubelet;

import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate under construction, with any defects. */
final class TestCertificate {

  private final String subject;
  private final List<KeyPurposeId> purposes = new ArrayList<>();
  private final List<GeneralName> names = new ArrayList<>();
  private KeyPair keys;
  private Instant from = Instant.now().minus(Duration.ofHours(1));
  private Instant until = Instant.now().plus(Duration.ofDays(1));
  private @Nullable BasicConstraints constraints;
  private @Nullable KeyUsage usage;
  private @Nullable NameConstraints permitted;

  private TestCertificate(String subject) throws GeneralSecurityException {
    this.subject = subject;
    this.keys = CertificateAuthority.ecKeys();
  }

  static TestCertificate of(String subject) throws GeneralSecurityException {
    return new TestCertificate(subject);
  }

  /** A CA as kubeadm makes them. */
  static TestCertificate ca(String subject) throws GeneralSecurityException {
    TestCertificate ca = of(subject);
    ca.constraints = new BasicConstraints(true);
    ca.usage = new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature);
    return ca;
  }

  TestCertificate keys(KeyPair own) {
    keys = own;
    return this;
  }

  TestCertificate pathLength(int most) {
    constraints = new BasicConstraints(most);
    return this;
  }

  TestCertificate usage(int bits) {
    usage = new KeyUsage(bits);
    return this;
  }

  TestCertificate permitted(String dnsSuffix) {
    permitted =
        new NameConstraints(
            new GeneralSubtree[] {
              new GeneralSubtree(new GeneralName(GeneralName.dNSName, dnsSuffix))
            },
            null);
    return this;
  }

  TestCertificate valid(Instant start, Instant end) {
    from = start;
    until = end;
    return this;
  }

  TestCertificate expired() {
    return valid(Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2025-06-01T00:00:00Z"));
  }

  TestCertificate early() {
    return valid(Instant.parse("2090-01-01T00:00:00Z"), Instant.parse("2091-01-01T00:00:00Z"));
  }

  TestCertificate forServers() {
    return purpose(KeyPurposeId.id_kp_serverAuth);
  }

  TestCertificate forClients() {
    return purpose(KeyPurposeId.id_kp_clientAuth);
  }

  TestCertificate purpose(KeyPurposeId purpose) {
    purposes.add(purpose);
    return this;
  }

  TestCertificate dns(String name) {
    names.add(new GeneralName(GeneralName.dNSName, name));
    return this;
  }

  TestCertificate ip(String address) {
    names.add(new GeneralName(GeneralName.iPAddress, address));
    return this;
  }

  TestCertificate uri(String uri) {
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
    return this;
  }

  /** Signed by itself. */
  Made selfSigned() throws Exception {
    return sign(new X500Principal(subject), keys);
  }

  Made signedBy(Made issuer) throws Exception {
    return sign(issuer.certificate().getSubjectX500Principal(), issuer.keys());
  }

  private Made sign(X500Principal issuer, KeyPair signer)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(120, new SecureRandom()),
            Date.from(from),
            Date.from(until),
            new X500Principal(subject),
            keys.getPublic());
    if (constraints != null) {
      builder.addExtension(Extension.basicConstraints, true, constraints);
    }
    if (usage != null) {
      builder.addExtension(Extension.keyUsage, true, usage);
    }
    if (permitted != null) {
      builder.addExtension(Extension.nameConstraints, true, permitted);
    }
    if (!purposes.isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
    }
    if (!names.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(new GeneralName[0])));
    }
    return new Made(
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))),
        keys);
  }

  /** A certificate and its keys. */
  record Made(X509Certificate certificate, KeyPair keys) {
    Issued issued() {
      return new Issued(certificate, keys.getPrivate());
    }
  }
}
