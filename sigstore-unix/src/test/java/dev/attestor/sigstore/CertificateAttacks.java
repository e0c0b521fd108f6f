package dev.attestor.sigstore;

import dev.attestor.sigstore.SigningKit.Leaf;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Changes of the signer's certificate: its issuer and its names. */
final class CertificateAttacks {

  private CertificateAttacks() {}

  static Stream<Attack> all() {
    return Stream.concat(chains(), identities());
  }

  private static Stream<Attack> chains() {
    return Stream.of(
        new Attack(
            "a bit of the certificate's signature flipped",
            image -> {
              X509Certificate good = image.kit.issue(new Leaf(), image.key.getPublic());
              byte[] der = SigningKit.encoded(good);
              der[der.length - 5] ^= 1;
              image.certificate = SigningKit.pem("CERTIFICATE", der);
            },
            "certificate: it does not chain to a trusted root"),
        new Attack(
            "a certificate of another authority with the same name",
            image -> image.certify(SigningKit.good().issue(new Leaf(), image.key.getPublic())),
            "certificate: it does not chain to a trusted root"),
        new Attack(
            "another authority's root brought along",
            image -> {
              SigningKit other = SigningKit.good();
              image.certify(other.issue(new Leaf(), image.key.getPublic()));
              image.chain = SigningKit.pem(other.root());
            },
            "certificate: it does not chain to a trusted root"),
        new Attack(
            "a certificate signed by a signer's certificate",
            image -> {
              KeyPair middle = SigningKit.key();
              image.chain = SigningKit.pem(image.kit.issue(new Leaf(), middle.getPublic()));
              image.certify(
                  image.kit.issue(
                      new Leaf(),
                      image.key.getPublic(),
                      new X500Name("CN=leaf"),
                      middle.getPrivate()));
            },
            "certificate: it does not chain to a trusted root"),
        new Attack(
            "an authority for servers in between",
            image -> {
              image.chain = SigningKit.pem(image.kit.intermediate(KeyPurposeId.id_kp_serverAuth));
              image.certify(image.kit.issueByIntermediate(new Leaf(), image.key.getPublic()));
            },
            "certificate: \"CN=test-intermediate\", which it chains through, is not for signing code"),
        new Attack(
            "a certificate for servers",
            image -> {
              Leaf leaf = new Leaf();
              leaf.purpose = KeyPurposeId.id_kp_serverAuth;
              image.certify(leaf);
            },
            "certificate: it is not for signing code"),
        new Attack(
            "logged after the certificate expired",
            image -> image.time += 600,
            "certificate: it is valid from 2026-11-23T01:54:00Z to 2026-11-23T02:04:00Z, which"
                + " 2026-11-23T02:04:01Z is not in"),
        new Attack(
            "logged before the certificate began",
            image -> image.time -= 60,
            "certificate: it is valid from 2026-11-23T01:54:00Z"),
        new Attack(
            "logged at no time", image -> image.time = 0, "log: the log's entry has no time"),
        new Attack(
            "a chain without end",
            image -> image.chain = SigningKit.pem(image.kit.root()).repeat(50),
            "certificate: more than 10 certificates came with it"));
  }

  private static Stream<Attack> identities() {
    return Stream.of(
        subject("a prefix", GeneralName.rfc822Name, "alice@example.co"),
        subject("a longer name", GeneralName.rfc822Name, "alice@example.com.evil.example"),
        subject("a name with something before it", GeneralName.rfc822Name, "malice@example.com"),
        subject("upper case", GeneralName.rfc822Name, "Alice@example.com"),
        subject("a blank behind", GeneralName.rfc822Name, "alice@example.com "),
        subject(
            "the name as a URI", GeneralName.uniformResourceIdentifier, "mailto:alice@example.com"),
        new Attack(
            "a look-alike letter",
            image -> {
              Leaf leaf = new Leaf();
              leaf.names =
                  new org.bouncycastle.asn1.x509.GeneralNames(
                      new GeneralName(
                          GeneralName.otherName,
                          new org.bouncycastle.asn1.x509.OtherName(
                              new org.bouncycastle.asn1.ASN1ObjectIdentifier(
                                  "1.3.6.1.4.1.57264.1.7"),
                              new DERUTF8String("\u0430lice@example.com"))));
              image.certify(leaf);
            },
            "identity: subject \"\u0430lice@example.com\" of issuer"),
        new Attack(
            "a NUL in the subject",
            image ->
                image.certify(
                    new Leaf().subject(GeneralName.rfc822Name, "alice@example.com\0.evil.example")),
            "identity: the certificate's subject is \"alice@example.com\\u{0}.evil.example\","
                + " expected text without control characters"),
        new Attack(
            "the name as that of a host",
            image -> image.certify(new Leaf().subject(GeneralName.dNSName, "alice@example.com")),
            "identity: the certificate names no subject (e-mail, URI or other name)"),
        new Attack(
            "no subject",
            image -> {
              Leaf leaf = new Leaf();
              leaf.hasNames = false;
              image.certify(leaf);
            },
            "identity: the certificate names no subject (e-mail, URI or other name)"),
        new Attack(
            "no issuer",
            image -> {
              Leaf leaf = new Leaf();
              leaf.issuerV1 = Optional.empty();
              leaf.issuerV2 = Optional.empty();
              image.certify(leaf);
            },
            "identity: the certificate names no issuer"),
        new Attack(
            "two issuers",
            image -> {
              Leaf leaf = new Leaf();
              leaf.issuerV1 = Optional.of("https://evil.example".getBytes(StandardCharsets.UTF_8));
              image.certify(leaf);
            },
            "identity: the certificate names two issuers, \"https://evil.example\" and"
                + " \"https://accounts.example.com\""),
        new Attack(
            "an issuer of another kind of string",
            image -> {
              Leaf leaf = new Leaf();
              leaf.issuerV2 = Optional.of(new DERIA5String(SigningKit.ISSUER));
              image.certify(leaf);
            },
            "identity: the certificate's issuer is no UTF-8 string"),
        issuer("an issuer with a slash", "https://accounts.example.com/"),
        issuer("an issuer below another", "https://accounts.example.com.evil.example"));
  }

  private static Attack subject(String name, int kind, String subject) {
    return new Attack(
        name,
        image -> image.certify(new Leaf().subject(kind, subject)),
        "identity: subject \"%s\" of issuer \"https://accounts.example.com\" is not allowed"
            .formatted(subject));
  }

  private static Attack issuer(String name, String issuer) {
    return new Attack(
        name,
        image -> {
          Leaf leaf = new Leaf();
          leaf.issuerV1 = Optional.of(issuer.getBytes(StandardCharsets.UTF_8));
          leaf.issuerV2 = Optional.of(new DERUTF8String(issuer));
          image.certify(leaf);
        },
        "identity: subject \"alice@example.com\" of issuer \"%s\" is not allowed"
            .formatted(issuer));
  }
}
