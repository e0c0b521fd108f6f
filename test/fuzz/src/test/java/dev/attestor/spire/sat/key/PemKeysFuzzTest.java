package dev.attestor.spire.sat.key;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** PEM gives keys that are strong enough and match their algorithms, and clean remarks. */
class PemKeysFuzzTest {

  static Stream<byte[]> files() {
    return Stream.concat(
        Seeds.recorded(
            "signed-images/trust/rekor.pub.pem",
            "signed-images/trust/fulcio.pem",
            "signed-images-rekor-v2/trust/rekor.pub.pem"),
        Seeds.texts(
            "-----BEGIN RSA PUBLIC KEY-----\nMAYCAQMCAQM=\n-----END RSA PUBLIC KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\nA: b\n\nAAAA\n-----END PRIVATE KEY-----\n"));
  }

  @MethodSource("files")
  @FuzzTest
  void giveUsableKeys(byte[] file) {
    Growth.check(file, bytes -> PemKeys.parse(bytes));
    try {
      KeyAssertions.check(PemKeys.parse(file));
    } catch (KeyFileException e) {
      Refusals.check(e);
    }
  }
}
