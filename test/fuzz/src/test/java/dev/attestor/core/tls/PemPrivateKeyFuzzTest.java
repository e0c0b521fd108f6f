package dev.attestor.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A parsed key matches its certificate; all other input is rejected. */
class PemPrivateKeyFuzzTest {

  private static final Path FILE = Path.of("key.pem");
  private static final Path CERTIFICATE = Path.of("certificate.pem");

  /** Two kinds of keys; the first byte of an input chooses which the certificate has. */
  private static final KeyPair[] PARTNERS = {keys("RSA", 2048), keys("EC", 256)};

  static Stream<byte[]> files() throws GeneralSecurityException {
    return Stream.of(
        seed('0', "PRIVATE KEY", PARTNERS[0].getPrivate().getEncoded()),
        seed('1', "PRIVATE KEY", PARTNERS[1].getPrivate().getEncoded()),
        // PKCS#1 and SEC 1 are the inner parts of PKCS#8.
        seed('0', "RSA PRIVATE KEY", inner(PARTNERS[0].getPrivate(), 26)),
        seed('1', "EC PRIVATE KEY", inner(PARTNERS[1].getPrivate(), 36)),
        seed('1', "ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}));
  }

  @MethodSource("files")
  @FuzzTest
  void readsKeysThatFit(byte[] data) throws GeneralSecurityException {
    if (data.length == 0) {
      return;
    }
    KeyPair partner = PARTNERS[data[0] & 1];
    byte[] file = Arrays.copyOfRange(data, 1, data.length);
    Growth.check(file, bytes -> PemPrivateKey.parse(bytes, FILE, partner.getPublic(), CERTIFICATE));
    try {
      PrivateKey key = PemPrivateKey.parse(file, FILE, partner.getPublic(), CERTIFICATE);
      assertThat(key.getAlgorithm()).isEqualTo(partner.getPublic().getAlgorithm());
    } catch (InvalidKeyException e) {
      Refusals.check(e);
    }
  }

  private static byte[] inner(PrivateKey key, int offset) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, offset, encoded.length);
  }

  private static byte[] seed(char partner, String type, byte[] der) {
    return "%s-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            partner, type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static KeyPair keys(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      // The same keys in every run, so that saved inputs stay valid.
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(1);
      generator.initialize(size, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
