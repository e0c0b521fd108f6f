package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.sigstore.web.WebReply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The headers of a registry's response: the challenge, and the next page, which is never on another
 * host.
 */
class RegistryHeadersFuzzTest {

  private static final URI ASKED = URI.create("https://registry.example:5000/v2/a/referrers/b");

  static Stream<byte[]> headers() {
    return Seeds.texts(
        "Bearer realm=\"https://auth.example/token\",service=\"registry.example\",scope=\"a:b:pull\"",
        "Basic realm=\"x\"",
        "</v2/a/referrers/b?n=2>; rel=\"next\"",
        "<https://other.example/x>;rel=next",
        "<<<<<<<<<",
        "a a a a a a a=");
  }

  @MethodSource("headers")
  @FuzzTest
  void stayWithTheRegistry(byte[] header) {
    Growth.check(header, RegistryHeadersFuzzTest::next);
    Growth.check(header, bytes -> Challenge.best(List.of(text(bytes))));
    Challenge.best(List.of(text(header)))
        .ifPresent(challenge -> assertThat(challenge.scheme()).isIn("bearer", "basic"));
    try {
      next(header)
          .ifPresent(
              page -> {
                assertThat(page.getScheme()).isEqualTo("https");
                assertThat(page.getRawAuthority()).isEqualTo("registry.example:5000");
              });
    } catch (RegistryException e) {
      Refusals.check(e);
    }
  }

  private static Optional<URI> next(byte[] header) throws RegistryException {
    return Links.next(
        ASKED, new WebReply(ASKED, 200, Map.of("Link", List.of(text(header))), new byte[0]));
  }

  /** As the JDK decodes headers. */
  private static String text(byte[] header) {
    return new String(header, StandardCharsets.ISO_8859_1);
  }
}
