package dev.attestor.agent.daemon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Only whole and small HTTP/2 frames pass, however the bytes of a caller are split into reads. */
class FramesFuzzTest {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 9;
  private static final int SETTINGS = 4;
  private static final int MOST = 8 << 10;

  /** Fewer frames than the filter lets pass at once, so that no clock plays a part. */
  private static final int LONGEST = 190 * HEADER;

  /** What follows the preface: a caller's settings, a call, and frames that nobody wants. */
  static Stream<byte[]> frames() {
    return Stream.of(
            "000000040000000000",
            "00000c04000000000000010000ffff000400100000" + "000004080000000000000f0001",
            "00000001050000000182" + "0000050001000000010000000000",
            "000003010000000001828684" + "000001090400000001" + "87",
            "00000806000000000001020304050607" + "0800000403000000010000" + "0008",
            "00040000010000000001",
            "000001050400000001" + "82")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("frames")
  @FuzzTest
  void passWholeHoweverTheyAreSplit(byte[] data) {
    byte[] sent = Arrays.copyOf(PREFACE, PREFACE.length + Math.min(data.length, LONGEST));
    System.arraycopy(data, 0, sent, PREFACE.length, sent.length - PREFACE.length);
    Growth.check(data, bytes -> FilteredConnection.of(joined(bytes), MOST));
    FilteredConnection atOnce = FilteredConnection.of(sent, sent.length);
    FilteredConnection byteByByte = FilteredConnection.of(sent, 1);
    assertThat(byteByByte.isOpen()).isEqualTo(atOnce.isOpen());
    if (atOnce.isOpen()) {
      assertThat(byteByByte.passed()).isEqualTo(atOnce.passed());
    }
    checkFrames(sent, byteByByte.passed());
    // Nothing passes without the preface.
    assertThat(FilteredConnection.of(data, 1).passed()).isEmpty();
  }

  /** What passed is the beginning of what was sent, but for settings that were lowered. */
  private static void checkFrames(byte[] sent, byte[] passed) {
    if (passed.length == 0) {
      return;
    }
    assertThat(Arrays.copyOf(passed, PREFACE.length)).isEqualTo(PREFACE);
    int at = PREFACE.length;
    while (at < passed.length) {
      int length =
          (passed[at] & 0xff) << 16 | (passed[at + 1] & 0xff) << 8 | (passed[at + 2] & 0xff);
      int end = at + HEADER + length;
      assertThat(length).isLessThanOrEqualTo(MOST);
      assertThat(end).isLessThanOrEqualTo(passed.length);
      if (passed[at + 3] != SETTINGS) {
        assertThat(Arrays.copyOfRange(passed, at, end))
            .isEqualTo(Arrays.copyOfRange(sent, at, end));
      }
      at = end;
    }
  }

  private static byte[] joined(byte[] frames) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(PREFACE);
    whole.writeBytes(frames);
    return whole.toByteArray();
  }
}
