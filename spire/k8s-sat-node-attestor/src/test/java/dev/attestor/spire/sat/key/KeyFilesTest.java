package dev.attestor.spire.sat.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.spire.sat.TestKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyFilesTest {

  private static final String RSA = TestKeys.pem(TestKeys.RSA);

  @TempDir private Path folder;

  @Test
  void readsEveryKindOfBlockAndAllOfThem() throws Exception {
    String text =
        "Keys of a cluster\n"
            + RSA
            + TestKeys.pem("RSA PUBLIC KEY", pkcs1(TestKeys.OTHER_RSA))
            + TestKeys.pem(TestKeys.P256)
            + TestKeys.pem("CERTIFICATE", certificate(TestKeys.P384))
            + TestKeys.pem("CERTIFICATE", certificate(TestKeys.P521)).replace("\n", "\r\n")
            + "The end";

    KeySet keys = pem(text).read();

    assertThat(keys.keys())
        .map(VerificationKey::key)
        .containsExactly(
            TestKeys.RSA.getPublic(),
            TestKeys.OTHER_RSA.getPublic(),
            TestKeys.P256.getPublic(),
            TestKeys.P384.getPublic(),
            TestKeys.P521.getPublic());
    assertThat(keys.remarks()).isEmpty();
  }

  @Test
  void namesBothFilesIfNeitherCanBeUsed() {
    KeyFiles files =
        new KeyFiles(
            Optional.of(folder.resolve("none.pem")), Optional.of(folder.resolve("none.json")));
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(files::read)
        .withMessageContaining("none.pem")
        .withMessageContaining("none.json");
  }

  static Stream<Arguments> passedOver() {
    return Stream.of(
        Arguments.of(
            "a private key",
            TestKeys.pem("PRIVATE KEY", TestKeys.RSA.getPrivate().getEncoded()),
            "PEM block \"PRIVATE KEY\" in line 10 is skipped, expected \"CERTIFICATE\", \"RSA"
                + " PUBLIC KEY\" or \"PUBLIC KEY\""),
        Arguments.of(
            "parameters of a curve",
            TestKeys.pem("EC PARAMETERS", new byte[] {6, 1, 1}),
            "PEM block \"EC PARAMETERS\" in line 10 is skipped, expected \"CERTIFICATE\", \"RSA"
                + " PUBLIC KEY\" or \"PUBLIC KEY\""),
        Arguments.of(
            "RSA of 1024 bits",
            TestKeys.pem(TestKeys.rsa(1024)),
            "PEM block \"PUBLIC KEY\" in line 10 is skipped: it is RSA of 1024 bits, expected 2048"
                + " to 16384"),
        Arguments.of(
            "Ed25519",
            TestKeys.pem(
                "PUBLIC KEY",
                new BigInteger("302a300506032b6570032100" + "11".repeat(32), 16).toByteArray()),
            "PEM block \"PUBLIC KEY\" in line 10 is skipped: it is of the kind 1.3.101.112,"
                + " expected RSA or EC"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passedOver")
  void passesOverWhatCannotVerify(String name, String block, String remark) throws Exception {
    KeySet keys = pem(RSA + block).read();

    assertThat(keys.keys()).hasSize(1);
    assertThat(keys.remarks())
        .containsExactly(remark + " of \"" + folder.resolve("keys.pem") + "\"");
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> pem(block).read())
        .withMessageContaining("no key is usable: PEM block ");
  }

  @ParameterizedTest(name = "\"{0}\"")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                       | it holds no key
          hello                                                    | it holds no key
          -----BEGIN PUBLIC KEY-----                               | it has a block "PUBLIC KEY" in line 1 without an END line
          -----BEGIN PUBLIC KEY-----#AAAA#-----END PUBLIC KEY----- | its PEM block "PUBLIC KEY" in line 1 is broken
          -----BEGIN RSA PUBLIC KEY-----#MAMCAQE=#-----END RSA PUBLIC KEY----- | its PEM block "RSA PUBLIC KEY" in line 1 is broken
          -----BEGIN CERTIFICATE-----#MAA=#-----END CERTIFICATE----- | its PEM block "CERTIFICATE" in line 1 is broken
          -----BEGIN PUBLIC KEY-----#????#-----END PUBLIC KEY----- | it has a block "PUBLIC KEY" in line 1 that is not base64
          """)
  void refusesFilesWithoutAKey(String text, String what) throws IOException {
    KeyFiles files = pem(text.replace('#', '\n') + "\n");

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(files::read)
        .withMessage(
            "the key file \"%s\" cannot be used: %s".formatted(folder.resolve("keys.pem"), what));
  }

  @Test
  void losesNoKeyOfAFileFromAnotherSystem() throws Exception {
    String first = TestKeys.pem(TestKeys.P256);
    String second = TestKeys.pem(TestKeys.P384);

    for (String text :
        List.of(
            "\ufeff" + first + second,
            first.strip() + second,
            (first + second).replaceAll("(?m)^", "    "),
            (first + "text\n" + second).replace("\n", "\r\n"),
            TestKeys.pem("EC PARAMETERS", new byte[] {6, 1, 1}) + first + second)) {
      assertThat(pem(text).read().keys())
          .map(VerificationKey::key)
          .containsExactly(TestKeys.P256.getPublic(), TestKeys.P384.getPublic());
    }
  }

  @Test
  void readsASetBehindAByteOrderMark() throws Exception {
    Path jwks =
        Files.writeString(folder.resolve("keys.json"), "\ufeff" + set(TestKeys.P256, "ES256", "a"));

    assertThat(new KeyFiles(Optional.empty(), Optional.of(jwks)).read().keys()).hasSize(1);
  }

  @Test
  void namesUtf16() throws Exception {
    byte[] utf16 = RSA.getBytes(StandardCharsets.UTF_16LE);
    Path file = Files.write(folder.resolve("keys"), utf16);
    String message =
        "the key file \"%s\" cannot be used: it is saved as UTF-16, expected UTF-8".formatted(file);

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> new KeyFiles(Optional.of(file), Optional.empty()).read())
        .withMessage(message);
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> new KeyFiles(Optional.empty(), Optional.of(file)).read())
        .withMessage(message);
  }

  @Test
  void refusesFilesThatAreNotThereOrTooLarge() throws IOException {
    Path none = folder.resolve("none");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> new KeyFiles(Optional.of(none), Optional.empty()).read())
        .withMessage("the key file \"%s\" cannot be used: it does not exist".formatted(none));
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> new KeyFiles(Optional.empty(), Optional.of(large)).read())
        .withMessage(
            "the key file \"%s\" cannot be used: it is larger than 1 MiB".formatted(large));
  }

  @Test
  void joinsThePublishedSetWithTheFile() throws Exception {
    Path pem = Files.writeString(folder.resolve("keys.pem"), RSA);
    Path jwks = Files.writeString(folder.resolve("keys.json"), set(TestKeys.P256, "ES256", "a"));

    KeySet keys = new KeyFiles(Optional.of(pem), Optional.of(jwks)).read();

    assertThat(keys.keys())
        .map(VerificationKey::key)
        .containsExactly(TestKeys.RSA.getPublic(), TestKeys.P256.getPublic());
    assertThat(keys.keys().get(1).id()).isEqualTo("a");
  }

  @Test
  void keepsToTheAlgorithmThatASetDeclares() throws Exception {
    Path jwks = Files.writeString(folder.resolve("keys.json"), set(TestKeys.RSA, "RS256", "a"));
    KeySet keys = new KeyFiles(Optional.empty(), Optional.of(jwks)).read();

    assertThat(keys.candidates("RS256", "a")).hasSize(1);
    assertThat(keys.candidates("PS256", "a")).isEmpty();
  }

  @Test
  void triesTheKeysOfAnIdAloneAndElseAllThatSuit() throws Exception {
    KeySet keys = pem(RSA + TestKeys.pem(TestKeys.OTHER_RSA) + TestKeys.pem(TestKeys.P256)).read();
    VerificationKey first = keys.keys().get(0);

    assertThat(keys.candidates("RS256", first.id())).containsExactly(first);
    assertThat(keys.candidates("RS256", null)).hasSize(2);
    assertThat(keys.candidates("PS512", "unknown")).hasSize(2);
    assertThat(keys.candidates("ES256", first.id())).containsExactly(keys.keys().get(2));
    assertThat(keys.candidates("ES384", null)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello              | it is not a JSON Web Key Set, expected an object with the list "keys"
          {}                 | it is not a JSON Web Key Set, expected an object with the list "keys"
          {"keys": 7}        | it is not a JSON Web Key Set, expected an object with the list "keys"
          {"keys": [7]}      | it is not a JSON Web Key Set, expected an object with the list "keys"
          {"keys": []}       | it holds no key
          {"keys": [{"kty": "oct", "k": "AAAA"}]} | no key is usable: key 1 is skipped: it is of the kind "oct", expected RSA or EC of
          {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]} | no key is usable: key 1 is skipped: it is
          {"keys": [{"kty": 7}]} | no key is usable: key 1 is skipped: it is of an unknown kind, or broken of
          """)
  void refusesSetsWithoutAKey(String text, String what) throws IOException {
    Path jwks = Files.writeString(folder.resolve("keys.json"), text);

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> new KeyFiles(Optional.empty(), Optional.of(jwks)).read())
        .withMessageStartingWith("the key file \"%s\" cannot be used: %s".formatted(jwks, what));
  }

  private KeyFiles pem(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("keys.pem"), text);
    return new KeyFiles(Optional.of(file), Optional.empty());
  }

  private static String set(KeyPair key, String algorithm, String id) throws JoseException {
    JsonWebKey jwk = JsonWebKey.Factory.newJwk(key.getPublic());
    jwk.setAlgorithm(algorithm);
    jwk.setKeyId(id);
    jwk.setUse("sig");
    return "{\"keys\": [" + jwk.toJson() + "]}";
  }

  private static byte[] pkcs1(KeyPair key) throws IOException {
    return SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded())
        .parsePublicKey()
        .getEncoded();
  }

  /** Expired, as certificates in such files may be: their dates do not matter. */
  private static byte[] certificate(KeyPair key) throws OperatorCreationException, IOException {
    X500Name name = new X500Name("CN=service accounts");
    Date then = Date.from(Instant.EPOCH);
    return new X509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            then,
            then,
            name,
            SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
        .getEncoded();
  }
}
