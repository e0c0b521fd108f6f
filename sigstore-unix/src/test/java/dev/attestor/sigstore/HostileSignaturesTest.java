package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import dev.attestor.config.SigstoreConfig;
import dev.attestor.config.SigstoreConfig.Trust;
import dev.attestor.error.ImageVerificationException;
import dev.attestor.sigstore.SigningKit.Leaf;
import dev.attestor.sigstore.registry.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One good signature, changed in one way at a time: each is refused with words of its own. */
class HostileSignaturesTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;
  private FakeRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = FakeRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /** One change, and the words with which it is refused. */
  record Attack(String name, Consumer<ForgedImage> change, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Attack> signatures() {
    return Stream.of(
        new Attack(
            "a bit of the signature flipped",
            image -> image.signature[20] ^= 1,
            "signature: the signature does not fit the key of its certificate"),
        new Attack(
            "no signature at all",
            image -> image.signature = new byte[0],
            "format: it has no signature annotation"),
        new Attack(
            "the payload changed after signing",
            image -> image.payload = image.payload.replace("\"r\"", "\"s\""),
            "signature: the signature does not fit the key of its certificate"),
        new Attack(
            "the payload of another image",
            image -> image.sign(ForgedImage.payload("sha256:" + "0".repeat(64))),
            "payload: what was signed names \"sha256:" + "0".repeat(64) + "\", expected \"sha256:"),
        new Attack(
            "a payload that names the digest in upper case",
            image ->
                image.sign(
                    ForgedImage.payload(
                        "sha256:" + image.image.hex().toUpperCase(java.util.Locale.ROOT))),
            "payload: what was signed names no image"),
        new Attack(
            "a payload of another type",
            image -> image.sign(image.payload.replace("cosign container", "other container")),
            "payload: what was signed cannot be read: type is \"other container image signature\""),
        new Attack(
            "a payload that is no JSON",
            image -> image.sign("alice signed this"),
            "payload: what was signed cannot be read: the text is not JSON"),
        new Attack(
            "a payload with something after it",
            image -> image.sign(image.payload + "{}"),
            "payload: what was signed cannot be read"),
        new Attack(
            "the certificate of somebody else, who is allowed too",
            image -> image.certify(image.kit.issue(new Leaf(), SigningKit.key().getPublic())),
            "signature: the signature does not fit the key of its certificate"),
        new Attack(
            "no certificate",
            image -> image.certificate = "",
            "format: it has no certificate, so nobody is named who signed it"),
        new Attack(
            "a public key where the certificate belongs",
            image ->
                image.certificate =
                    SigningKit.pem("PUBLIC KEY", image.key.getPublic().getEncoded()),
            "format: it has no certificate, so nobody is named who signed it"),
        new Attack(
            "a certificate that is cut",
            image -> image.certificate = image.certificate.replaceFirst("M[A-Za-z0-9]{40}", ""),
            "format: its annotation \"dev.sigstore.cosign/certificate\" is no certificate"));
  }

  static Stream<Attack> certificates() {
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
            "logged at no time", image -> image.time = 0, "log: the log's entry says no time"),
        new Attack(
            "a chain without end",
            image -> image.chain = SigningKit.pem(image.kit.root()).repeat(50),
            "certificate: more than 10 certificates came with it"));
  }

  static Stream<Attack> identities() {
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

  static Stream<Attack> entries() {
    return Stream.of(
        new Attack(
            "a bit of the log's promise flipped",
            image -> {
              String good = image.bundle();
              byte[] set =
                  Base64.getDecoder()
                      .decode(good.replaceFirst(".*?Timestamp\":\"([^\"]*)\".*", "$1"));
              set[20] ^= 1;
              image.bundle =
                  good.replaceFirst(
                      "Timestamp\":\"[^\"]*\"",
                      "Timestamp\":\"" + Base64.getEncoder().encodeToString(set) + "\"");
            },
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "another place in the log than promised",
            image -> image.bundle = image.bundle().replace("\"logIndex\":7", "\"logIndex\":8"),
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "another time than promised",
            image ->
                image.bundle =
                    image.bundle().replace("Time\":" + image.time, "Time\":" + (image.time + 1)),
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "a log that nobody knows",
            image -> image.logId = "0".repeat(64),
            "log: log \"" + "0".repeat(64) + "\" is not trusted"),
        new Attack(
            "a promise signed by the signer",
            image -> image.promise = SigningKit.sign(image.key.getPrivate(), new byte[] {1, 2, 3}),
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "the entry of another payload",
            image -> {
              image.body = image.entry();
              image.sign(image.payload.replace("\"r\"", "\"s\""));
            },
            "log: the log's entry is about another payload"),
        new Attack(
            "the entry of another signature of the same payload",
            image -> {
              image.body = image.entry();
              image.sign(image.payload);
            },
            "log: the log's entry is about another signature"),
        new Attack(
            "the entry of another certificate with the same key",
            image -> {
              image.body = image.entry();
              image.certify(new Leaf());
            },
            "log: the log's entry is about another certificate"),
        new Attack(
            "an entry of another kind",
            image -> {
              image.body = image.entry();
              image.body.addProperty("kind", "rekord");
            },
            "log: the log's entry is of kind \"rekord 0.0.1\", expected hashedrekord 0.0.1"),
        new Attack(
            "an entry of a later version",
            image -> {
              image.body = image.entry();
              image.body.addProperty("apiVersion", "9.9.9");
            },
            "log: the log's entry is of kind \"hashedrekord 9.9.9\""),
        new Attack(
            "an entry with another kind of digest",
            image -> {
              image.body = image.entry();
              hash(image.body).addProperty("algorithm", "sha512");
            },
            "log: the log's entry is about another payload"),
        new Attack(
            "an entry that says nothing",
            image -> {
              image.body = new JsonObject();
              image.body.addProperty("kind", "hashedrekord");
              image.body.addProperty("apiVersion", "0.0.1");
            },
            "log: the log's entry cannot be read: expected an object \"spec\""),
        new Attack(
            "an entry that is no JSON",
            image -> image.bundle = "{",
            "format: its bundle annotation cannot be read: the text is not JSON"));
  }

  private static JsonObject hash(JsonObject body) {
    return body.getAsJsonObject("spec").getAsJsonObject("data").getAsJsonObject("hash");
  }

  static Stream<Attack> all() {
    return Stream.of(signatures(), certificates(), identities(), entries())
        .flatMap(attacks -> attacks);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void areRefused(Attack attack) {
    ForgedImage image = new ForgedImage(SigningKit.good(), registry);
    attack.change().accept(image);
    image.publish();

    assertRefused(image, config(image.kit), attack.refusal());
  }

  @Test
  void noneIsRefusedUnchanged() {
    ForgedImage image = new ForgedImage(SigningKit.good(), registry);
    image.publish();

    verify(image, config(image.kit));
  }

  @Test
  void refusesARootThatHadExpired() {
    SigningKit kit = new SigningKit(SigningKit.SIGNED.minusSeconds(60));
    ForgedImage image = new ForgedImage(kit, registry);
    image.publish();

    assertRefused(
        image, config(kit), "certificate: no trusted root was valid at 2026-11-23T01:54:01Z");
  }

  @Test
  void refusesMoreSignaturesThanAnybodyMakes() {
    ForgedImage image = new ForgedImage(SigningKit.good(), registry);
    image.publish(101);

    assertRefused(
        image,
        config(image.kit),
        "there are 101 signatures and attestations, expected at most 100");
  }

  @Test
  void refusalsAllDiffer() {
    // But for changes that break the same seal.
    assertThat(all().map(Attack::refusal).distinct().count()).isGreaterThanOrEqualTo(35);
  }

  private void assertRefused(ForgedImage image, SigstoreConfig config, String refusal) {
    assertThatExceptionOfType(ImageVerificationException.class)
        .isThrownBy(() -> verify(image, config))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(ImageVerificationException.Kind.REFUSED))
        .withMessageStartingWith("image \"" + image.name() + "\" ")
        .withMessageContaining(refusal);
  }

  private static void verify(ForgedImage image, SigstoreConfig config) {
    ImageReference reference = ImageReference.parse(image.name()).orElseThrow();
    ImageInspector inspector = Sigstore.inspector(config, CLOCK);
    inspector.require(reference, inspector.inspect(reference));
  }

  private SigstoreConfig config(SigningKit kit) {
    return Configs.files(folder)
        .withoutSct()
        .timeout(Duration.ofSeconds(20))
        .trust(
            new Trust(
                Optional.empty(),
                Optional.of(kit.writeRoot(folder)),
                Optional.of(kit.writeLogKey(folder)),
                Optional.empty(),
                folder))
        .build();
  }
}
