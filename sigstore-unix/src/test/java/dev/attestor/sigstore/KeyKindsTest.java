package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonObject;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Trust;
import dev.attestor.sigstore.SigningKit.Keys;
import dev.attestor.sigstore.SigningKit.Leaf;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.signers.Ed25519phSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Authorities, signers and logs with all kinds of keys that sigstore supports. */
@ExtendWith(ServersExtension.class)
class KeyKindsTest {

  private final Servers servers;

  KeyKindsTest(Servers servers) {
    this.servers = servers;
  }

  @ParameterizedTest(name = "root {0}, intermediate {1}, signer {2}, log {3}")
  @CsvSource({
    "P384, P384, P256, P256",
    "RSA, RSA, RSA, RSA",
    "RSA, P256, P384, P384",
    "ED25519, ED25519, ED25519, ED25519",
    "P521, P384, P521, P521",
    "P256, ED25519, RSA, P384"
  })
  void areTaken(Keys root, Keys intermediate, Keys signer, Keys log) {
    SigningKit kit = SigningKit.of(root, intermediate, log);
    ForgedImage image = new ForgedImage(kit, servers.registry(), signer.make());
    image.certify(kit.issueByIntermediate(new Leaf(), image.key.getPublic()));
    image.publish();

    assertVerified(image, chain(kit));
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void areTakenFromTheChainThatCameAlong(Keys keys) {
    SigningKit kit = SigningKit.of(keys, keys, keys);
    ForgedImage image = new ForgedImage(kit, servers.registry(), keys.make());
    image.chain =
        SigningKit.pem(kit.intermediate(KeyPurposeId.id_kp_codeSigning))
            + SigningKit.pem(kit.root());
    image.certify(kit.issueByIntermediate(new Leaf(), image.key.getPublic()));
    image.publish();

    assertVerified(image, servers.of(kit).build());
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void anotherKeyOfTheSameKindIsRefused(Keys keys) {
    SigningKit kit = SigningKit.of(Keys.P256, Keys.P256, keys);
    ForgedImage image = new ForgedImage(kit, servers.registry(), keys.make());
    image.signature = SigningKit.sign(keys.make().getPrivate(), bytes(image.payload));
    image.publish();

    Servers.assertRefused(
        image.name(),
        servers.of(kit).build(),
        "signature: the signature does not fit the key of its certificate");
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({"P384, SHA384, sha384", "P521, SHA512, sha512"})
  void largerCurvesMaySignLargerDigests(Keys keys, String digest, String logged) throws Exception {
    SigningKit kit = SigningKit.good();
    ForgedImage image = new ForgedImage(kit, servers.registry(), keys.make());
    Signature signer = Signature.getInstance(digest + "withECDSA");
    signer.initSign(image.key.getPrivate());
    signer.update(bytes(image.payload));
    image.signature = signer.sign();
    image.body = entry(image, logged);
    image.publish();

    assertVerified(image, servers.of(kit).build());
  }

  @Test
  void thePrehashedVariantOfEd25519IsTaken() throws Exception {
    SigningKit kit = SigningKit.good();
    ForgedImage image = prehashed(kit, new byte[0]);
    image.publish();

    assertVerified(image, servers.of(kit).build());
  }

  @Test
  void thePrehashedVariantForAnotherPurposeIsRefused() throws Exception {
    SigningKit kit = SigningKit.good();
    ForgedImage image = prehashed(kit, bytes("another purpose"));
    image.publish();

    Servers.assertRefused(
        image.name(),
        servers.of(kit).build(),
        "signature: the signature does not fit the key of its certificate");
  }

  private ForgedImage prehashed(SigningKit kit, byte[] context) throws Exception {
    ForgedImage image = new ForgedImage(kit, servers.registry(), Keys.ED25519.make());
    AsymmetricKeyParameter key = PrivateKeyFactory.createKey(image.key.getPrivate().getEncoded());
    Ed25519phSigner signer = new Ed25519phSigner(context);
    signer.init(true, key);
    byte[] payload = bytes(image.payload);
    signer.update(payload, 0, payload.length);
    image.signature = signer.generateSignature();
    image.body = entry(image, "sha512");
    return image;
  }

  /** The log entry with another digest of the payload. */
  private static JsonObject entry(ForgedImage image, String algorithm)
      throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance(algorithm.replace("sha", "SHA-")).digest(bytes(image.payload));
    JsonObject entry = image.entry();
    JsonObject hash = entry.getAsJsonObject("spec").getAsJsonObject("data").getAsJsonObject("hash");
    hash.addProperty("algorithm", algorithm);
    hash.addProperty("value", HexFormat.of().formatHex(digest));
    return entry;
  }

  private SigstoreConfig chain(SigningKit kit) {
    return servers
        .of(kit)
        .trust(
            new Trust(
                Optional.empty(),
                Optional.of(kit.writeChain(servers.folder())),
                Optional.of(kit.writeLogKey(servers.folder())),
                Optional.empty(),
                servers.folder()))
        .build();
  }

  private static void assertVerified(ForgedImage image, SigstoreConfig config) {
    assertThat(Servers.verify(image.name(), config).good(Purpose.SIGNATURE))
        .extracting(Verified::subject, Verified::signature)
        .containsExactly(
            tuple("alice@example.com", Base64.getEncoder().encodeToString(image.signature)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
