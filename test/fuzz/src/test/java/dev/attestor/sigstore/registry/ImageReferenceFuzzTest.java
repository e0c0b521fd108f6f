package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Seeds;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A parsed image ID stays the same when it is printed and parsed again, and its registry and
 * repository can only be the host and the path of a URL.
 */
class ImageReferenceFuzzTest {

  static Stream<byte[]> ids() {
    String digest = "@sha256:" + "0a".repeat(32);
    return Seeds.texts(
        "docker.io/library/nginx" + digest,
        "docker-pullable://registry.example:5000/a/b_c:1.2" + digest,
        "nginx" + digest,
        "[::1]:5000/a" + digest,
        "[7:1]:5000/a" + digest,
        "localhost/a" + digest);
  }

  @MethodSource("ids")
  @FuzzTest
  void staysTheSameWhenWrittenAndReadAgain(byte[] data) {
    Growth.check(data, bytes -> ImageReference.parse(new String(bytes, StandardCharsets.UTF_8)));
    ImageReference.parse(new String(data, StandardCharsets.UTF_8))
        .ifPresent(
            reference -> {
              assertThat(ImageReference.parse(reference.toString())).contains(reference);
              URI address =
                  URI.create("https://" + reference.registry() + "/v2/" + reference.repository());
              assertThat(address.getRawAuthority()).isEqualTo(reference.registry());
              assertThat(address.getRawPath()).isEqualTo("/v2/" + reference.repository());
              assertThat(address.normalize()).isEqualTo(address);
            });
  }
}
