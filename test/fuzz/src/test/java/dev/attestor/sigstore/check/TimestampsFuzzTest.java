package dev.attestor.sigstore.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.sigstore.trust.Authority;
import dev.attestor.sigstore.trust.RecordedRoots;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** An authority's answer (RFC 3161), any bytes, gives the time that it signed, or is refused. */
class TimestampsFuzzTest {

  private static final int LARGEST = 64 << 10;
  private static final List<Authority> AUTHORITIES =
      RecordedRoots.withTimestampAuthorities().timestampAuthorities();

  /** Of the recorded bundle, as its timestamp. */
  private static final byte[] SIGNATURE =
      Base64.getDecoder()
          .decode(
              "MEUCIQDqH17AivA18Z6B5Ju/DgT6UcDAeEtoFFwomHcmx5IZ4gIgNfeRbZAhl+HnV2Mngm45ka/ywwFK45Eo"
                  + "8qmTxJPI1vo=");

  private static final Instant SIGNED = Instant.parse("2026-11-24T15:21:41Z");

  private static final byte[] RECORDED =
      Seeds.resource("/dev/attestor/sigstore/check/timestamp.tsr");

  static Stream<byte[]> answers() {
    return Stream.of(RECORDED);
  }

  @MethodSource("answers")
  @FuzzTest
  void givesTheSignedTimeOrNone(byte[] answer) {
    Growth.check(answer, bytes -> times(Arrays.copyOf(bytes, Math.min(bytes.length, LARGEST))));
    try {
      assertThat(times(answer)).containsExactly(SIGNED);
    } catch (CheckException e) {
      Refusals.check(e);
      assertThat(answer).isNotEqualTo(RECORDED);
    }
  }

  private static List<Instant> times(byte[] answer) throws CheckException {
    return new Timestamps(AUTHORITIES)
        .requireTrusted(FuzzedClaims.withTimestamp(SIGNATURE, answer));
  }
}
