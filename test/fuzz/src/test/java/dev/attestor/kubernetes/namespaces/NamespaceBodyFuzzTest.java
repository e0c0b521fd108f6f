package dev.attestor.kubernetes.namespaces;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The API server's answer is a namespace with labels, or it is rejected. */
class NamespaceBodyFuzzTest {

  static Stream<byte[]> bodies() {
    return Seeds.texts(
        "{\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n\",\"labels\":{\"a\":\"b\",\"c\":\"\"}}}",
        "{\"metadata\":{\"labels\":null}}",
        "{\"kind\":\"Status\",\"message\":\"namespaces \\\"n\\\" not found\"}",
        "{\"metadata\":{\"labels\":{\"a\":{}}},\"message\":[]}");
  }

  @MethodSource("bodies")
  @FuzzTest
  void isANamespaceOrRefused(byte[] body) {
    Growth.check(body, bytes -> NamespaceBody.labels(new String(bytes, StandardCharsets.UTF_8)));
    String text = new String(body, StandardCharsets.UTF_8);
    NamespaceBody.message(text);
    try {
      NamespaceBody.labels(text);
    } catch (IOException e) {
      Refusals.check(e);
    }
  }
}
