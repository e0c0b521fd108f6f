package dev.attestor.local.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A pipe name is on this machine and stays the same when it is parsed again, or is rejected. */
class PipeAddressFuzzTest {

  static Stream<byte[]> names() {
    return Seeds.texts(
            "\\\\.\\pipe\\a\\b",
            "npipe:a\\b",
            "npipe:////./pipe/a/b",
            "\\a\\b",
            "\\\\host\\pipe\\a")
        .map(text -> new String(text, StandardCharsets.UTF_8))
        .map(text -> text.getBytes(StandardCharsets.UTF_16LE));
  }

  /** UTF-16 units, as on Windows: surrogates may be unpaired. */
  @MethodSource("names")
  @FuzzTest
  void staysOnThisMachine(byte[] data) {
    Growth.check(data, bytes -> PipeAddress.parse(text(bytes)));
    String text = text(data);
    try {
      PipeAddress address = PipeAddress.parse(text);
      assertThat(address.path()).startsWith("\\\\.\\pipe\\").hasSizeBetween(10, 256);
      assertThat(address.path().chars().anyMatch(Character::isISOControl)).isFalse();
      assertThat(PipeAddress.parse(address.path()).path()).isEqualTo(address.path());
      assertThat(PipeAddress.parse(address.path())).isEqualTo(address).hasSameHashCodeAs(address);
    } catch (IllegalArgumentException e) {
      Refusals.check(e);
    }
  }

  private static String text(byte[] data) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at + 1 < data.length; at += 2) {
      text.append((char) ((data[at] & 0xff) | (data[at + 1] & 0xff) << 8));
    }
    return text.toString();
  }
}
