package dev.attestor.sigstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * A test's own timestamp authority: a root, an authority below it, and the signing certificate. A
 * test may change a part before the first timestamp.
 */
final class TimestampKit {

  private static final Instant BEGIN = SigningKit.SIGNED.minusSeconds(3600);

  Instant rootEnds = SigningKit.SIGNED.plusSeconds(100_000_000);
  Instant leafEnds = SigningKit.SIGNED.plusSeconds(100_000_000);
  KeyPurposeId middlePurpose = KeyPurposeId.id_kp_timeStamping;
  Optional<ExtendedKeyUsage> purpose =
      Optional.of(new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
  boolean critical = true;
  boolean brings;
  ASN1ObjectIdentifier digest = TSPAlgorithms.SHA256;

  private final X500Name rootName;
  private final X500Name middleName;
  private final KeyPair rootKey = SigningKit.key();
  private final KeyPair middleKey = SigningKit.key();
  private final KeyPair key = SigningKit.key();
  private final Map<String, X509Certificate> leaves = new HashMap<>();

  TimestampKit(String name) {
    this.rootName = new X500Name("CN=" + name + "-root");
    this.middleName = new X500Name("CN=" + name + "-intermediate");
  }

  /** From the signing certificate to the root. */
  List<X509Certificate> chain() {
    return List.of(leaf(purpose, critical), middle(), root());
  }

  /** Without the signing certificate. */
  List<X509Certificate> authorities() {
    return List.of(middle(), root());
  }

  private X509Certificate root() {
    return certificate(
        rootName, rootName, rootEnds, rootKey, rootKey, true, Optional.empty(), false);
  }

  private X509Certificate middle() {
    Optional<ExtendedKeyUsage> usage = Optional.of(new ExtendedKeyUsage(middlePurpose));
    return certificate(rootName, middleName, rootEnds, middleKey, rootKey, true, usage, false);
  }

  private X509Certificate leaf(Optional<ExtendedKeyUsage> usage, boolean critically) {
    // Created once, because a timestamp names its certificate by digest.
    return leaves.computeIfAbsent(
        "%s %s %s".formatted(usage.map(ExtendedKeyUsage::size), critically, leafEnds)
            + usage.map(each -> each.hasKeyPurposeId(KeyPurposeId.id_kp_timeStamping)),
        name -> {
          X500Name subject = new X500Name("CN=test-timestamps");
          return certificate(
              middleName, subject, leafEnds, key, middleKey, false, usage, critically);
        });
  }

  private static X509Certificate certificate(
      X500Name by,
      X500Name subject,
      Instant ends,
      KeyPair key,
      KeyPair with,
      boolean isAuthority,
      Optional<ExtendedKeyUsage> usage,
      boolean critically) {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            by, BigInteger.ONE, Date.from(BEGIN), Date.from(ends), subject, key.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      if (usage.isPresent()) {
        builder.addExtension(Extension.extendedKeyUsage, critically, usage.get());
      }
      return SigningKit.sign(builder, with.getPrivate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A timestamp of some bytes at a time. */
  byte[] stamp(byte[] content, Instant time) {
    try {
      TimeStampRequestGenerator request = new TimeStampRequestGenerator();
      request.setCertReq(brings);
      byte[] imprint = MessageDigest.getInstance(digest.getId()).digest(content);
      return answers()
          .generate(request.generate(digest, imprint), BigInteger.TWO, Date.from(time))
          .getEncoded();
    } catch (GeneralSecurityException | TSPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A refusal. */
  byte[] refusal() {
    try {
      return answers()
          .generateFailResponse(PKIStatus.REJECTION, PKIFailureInfo.badRequest, "no")
          .getEncoded();
    } catch (TSPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private TimeStampResponseGenerator answers() {
    try {
      // The library creates no timestamps with unsuitable certificates.
      X509Certificate signer =
          leaf(Optional.of(new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping)), true);
      TimeStampTokenGenerator tokens =
          new TimeStampTokenGenerator(
              new JcaSimpleSignerInfoGeneratorBuilder()
                  .build("SHA256withECDSA", key.getPrivate(), signer),
              new JcaDigestCalculatorProviderBuilder()
                  .build()
                  .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
              new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2"));
      tokens.addCertificates(new JcaCertStore(List.of(signer)));
      return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED);
    } catch (GeneralSecurityException | OperatorCreationException | TSPException e) {
      throw new IllegalStateException(e);
    }
  }
}
