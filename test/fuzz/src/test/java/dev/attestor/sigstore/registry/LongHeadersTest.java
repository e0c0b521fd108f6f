package dev.attestor.sigstore.registry;

import dev.attestor.fuzz.Growth;
import dev.attestor.sigstore.web.WebReply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An untrusted registry cannot use much CPU time with a long header. */
class LongHeadersTest {

  private static final URI ASKED = URI.create("https://registry.example/v2/a/referrers/b");

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"<", "<a>;", "<> ; ", "a", "a ", "a=", "a=\"", "a=\"\" ", "\"", " "})
  void areReadInTimeInProportionToTheirLength(String unit) {
    Growth.measure(
        size -> unit.repeat(size / unit.length()).getBytes(StandardCharsets.ISO_8859_1),
        bytes -> {
          String text = new String(bytes, StandardCharsets.ISO_8859_1);
          Challenge.best(List.of("Bearer " + text));
          Links.next(ASKED, new WebReply(ASKED, 200, Map.of("Link", List.of(text)), new byte[0]));
        });
  }
}
