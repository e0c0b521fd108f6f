package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A test's own certificate authority and log, for certificates and entries that the real ones would
 * not issue.
 */
final class SigningKit {

  static final Instant SIGNED = Instant.parse("2026-11-23T01:54:00Z");
  static final String ISSUER = "https://accounts.example.com";
  static final ASN1ObjectIdentifier ISSUER_V1 = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.1");
  static final ASN1ObjectIdentifier ISSUER_V2 = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.8");
  private static final X500Name ROOT = new X500Name("CN=test-root");

  private static final X500Name INTERMEDIATE = new X500Name("CN=test-intermediate");
  private static final Instant FAR = SIGNED.plusSeconds(100_000_000);

  private final KeyPair rootKey;
  private final KeyPair intermediateKey;
  private final KeyPair logKey;
  private final X509Certificate root;

  SigningKit(Instant rootEnds) {
    this(rootEnds, key(), key(), key());
  }

  private SigningKit(Instant rootEnds, KeyPair rootKey, KeyPair intermediateKey, KeyPair logKey) {
    this.rootKey = rootKey;
    this.intermediateKey = intermediateKey;
    this.logKey = logKey;
    this.root = authority(ROOT, rootEnds, rootKey, Optional.empty());
  }

  /** A kit that is valid for years. */
  static SigningKit good() {
    return new SigningKit(FAR);
  }

  /** A kit with other kinds of keys. */
  static SigningKit of(Keys root, Keys intermediate, Keys log) {
    return new SigningKit(FAR, root.make(), intermediate.make(), log.make());
  }

  /** The kinds of keys of authorities, signers and logs. */
  enum Keys {
    P256("EC", 256),
    P384("EC", 384),
    P521("EC", 521),
    RSA("RSA", 2048),
    ED25519("Ed25519", 255);

    private final String algorithm;
    private final int size;

    Keys(String algorithm, int size) {
      this.algorithm = algorithm;
      this.size = size;
    }

    KeyPair make() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private X509Certificate authority(
      X500Name subject, Instant ends, KeyPair key, Optional<KeyPurposeId> purpose) {
    X509v3CertificateBuilder builder =
        certificate(ROOT, SIGNED.minusSeconds(3600), ends, subject, key.getPublic());
    add(builder, Extension.basicConstraints, new BasicConstraints(true));
    purpose.ifPresent(id -> add(builder, Extension.extendedKeyUsage, new ExtendedKeyUsage(id)));
    return sign(builder, rootKey.getPrivate());
  }

  /** A certificate of the intermediate authority, for a purpose. */
  X509Certificate intermediate(KeyPurposeId purpose) {
    return authority(INTERMEDIATE, FAR, intermediateKey, Optional.of(purpose));
  }

  /** A signer's certificate from the intermediate authority. */
  X509Certificate issueByIntermediate(Leaf leaf, PublicKey key) {
    return issue(leaf, key, INTERMEDIATE, intermediateKey.getPrivate());
  }

  static KeyPair key() {
    return Keys.P256.make();
  }

  /** The parts of a signer's certificate; a test may change them. */
  static final class Leaf {
    GeneralNames names =
        new GeneralNames(new GeneralName(GeneralName.rfc822Name, "alice@example.com"));
    boolean hasNames = true;
    Optional<byte[]> issuerV1 = Optional.of(ISSUER.getBytes(StandardCharsets.UTF_8));
    Optional<ASN1Encodable> issuerV2 = Optional.of(new DERUTF8String(ISSUER));
    KeyPurposeId purpose = KeyPurposeId.id_kp_codeSigning;

    Leaf subject(int kind, String name) {
      names = new GeneralNames(new GeneralName(kind, new org.bouncycastle.asn1.DERIA5String(name)));
      return this;
    }
  }

  X509Certificate issue(Leaf leaf, PublicKey key) {
    return issue(leaf, key, ROOT, rootKey.getPrivate());
  }

  X509Certificate issue(Leaf leaf, PublicKey key, X500Name by, PrivateKey with) {
    X509v3CertificateBuilder builder =
        certificate(by, SIGNED, SIGNED.plusSeconds(600), new X500Name("CN=leaf"), key);
    add(builder, Extension.extendedKeyUsage, new ExtendedKeyUsage(leaf.purpose));
    if (leaf.hasNames) {
      add(builder, Extension.subjectAlternativeName, leaf.names);
    }
    leaf.issuerV1.ifPresent(
        bytes -> {
          try {
            builder.addExtension(new Extension(ISSUER_V1, false, bytes));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    leaf.issuerV2.ifPresent(value -> add(builder, ISSUER_V2, value));
    return sign(builder, with);
  }

  private static X509v3CertificateBuilder certificate(
      X500Name issuer, Instant from, Instant to, X500Name subject, PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(from),
        Date.from(to),
        subject,
        key);
  }

  private static void add(
      X509v3CertificateBuilder builder, ASN1ObjectIdentifier oid, ASN1Encodable value) {
    try {
      builder.addExtension(oid, false, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      byte[] der =
          builder.build(new JcaContentSignerBuilder(algorithm(key)).build(key)).getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }

  static byte[] sign(PrivateKey key, byte[] content) {
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] signAsLog(byte[] content) {
    return sign(logKey.getPrivate(), content);
  }

  X509Certificate root() {
    return root;
  }

  PublicKey logKey() {
    return logKey.getPublic();
  }

  Path writeRoot(Path folder) {
    return write(folder.resolve("kit-root.pem"), pem("CERTIFICATE", encoded(root)));
  }

  Path writeLogKey(Path folder) {
    return write(
        folder.resolve("kit-rekor.pem"), pem("PUBLIC KEY", logKey.getPublic().getEncoded()));
  }

  /** Files with only the root and the log. */
  Trust trust(Path folder) {
    return new Trust(
        Optional.empty(),
        Optional.of(writeRoot(folder)),
        Optional.of(writeLogKey(folder)),
        Optional.empty(),
        folder);
  }

  /** Root and intermediate authority in one file, as Fulcio provides them. */
  Path writeChain(Path folder) {
    return write(
        folder.resolve("kit-chain.pem"),
        pem(intermediate(KeyPurposeId.id_kp_codeSigning)) + pem(root));
  }

  private static Path write(Path file, String content) {
    try {
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String pem(X509Certificate certificate) {
    return pem("CERTIFICATE", encoded(certificate));
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String what, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what);
  }
}
