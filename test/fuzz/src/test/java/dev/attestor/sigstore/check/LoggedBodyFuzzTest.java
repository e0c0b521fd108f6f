package dev.attestor.sigstore.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.input.json.BadJsonException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** No body of a log entry is about a signature that was never made: all are rejected. */
class LoggedBodyFuzzTest {

  private static final Claim PLAIN = FuzzedClaims.of(Claim.Kind.PLAIN);
  private static final Claim ENVELOPE = FuzzedClaims.of(Claim.Kind.ENVELOPE);

  static Stream<byte[]> bodies() {
    return Seeds.texts(
        "0{\"kind\":\"hashedrekord\",\"apiVersion\":\"0.0.1\",\"spec\":{\"data\":{\"hash\":{\"algorithm\":\"sha256\","
            + "\"value\":\"x\"}},\"signature\":{\"content\":\"AA==\",\"publicKey\":{\"content\":\"AA==\"}}}}",
        "0{\"kind\":\"hashedrekord\",\"apiVersion\":\"0.0.2\",\"spec\":{\"hashedRekordV002\":{\"data\":"
            + "{\"algorithm\":\"SHA2_256\",\"digest\":\"AA==\"},\"signature\":{\"content\":\"AA==\",\"verifier\":"
            + "{\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\",\"x509Certificate\":{\"rawBytes\":\"AA==\"}}}}}}",
        "1{\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\",\"spec\":{\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":"
            + "\"x\"},\"signatures\":[{\"signature\":\"AA==\",\"verifier\":\"AA==\"}]}}",
        "1{\"kind\":\"intoto\",\"apiVersion\":\"0.0.2\",\"spec\":{\"content\":{\"envelope\":{\"signatures\":[{\"sig\":"
            + "\"QUE9PQ==\",\"publicKey\":\"AA==\"}]},\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\"x\"}}}}",
        "1{\"kind\":\"intoto\",\"apiVersion\":\"0.0.1\",\"spec\":{\"content\":{\"hash\":{\"algorithm\":\"sha256\","
            + "\"value\":\"x\"}},\"publicKey\":\"AA==\"}}");
  }

  /** The first byte selects the kind of claim. */
  @MethodSource("bodies")
  @FuzzTest
  void isAboutAnotherSignature(byte[] data) throws BadJsonException {
    if (data.length == 0) {
      return;
    }
    Growth.check(data, LoggedBodyFuzzTest::require);
    try {
      require(data);
    } catch (CheckException e) {
      Refusals.check(e);
      return;
    }
    throw new AssertionError("a body that names no right signature was taken");
  }

  private static void require(byte[] data) throws CheckException, BadJsonException {
    String body = Base64.getEncoder().encodeToString(Arrays.copyOfRange(data, 1, data.length));
    LoggedBody.requireAbout(
        RekorEntries.ofAnnotation(
            ("{\"SignedEntryTimestamp\":\"AA==\",\"Payload\":{\"body\":\"%s\",\"integratedTime\":1,"
                    + "\"logIndex\":1,\"logID\":\"a\"}}")
                .formatted(body)),
        data[0] % 2 == 0 ? PLAIN : ENVELOPE);
  }
}
