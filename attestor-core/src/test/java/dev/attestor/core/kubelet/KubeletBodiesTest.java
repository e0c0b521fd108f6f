package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.attestor.core.config.KubeletAccess.ReadOnlyPort;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.pod.PodListReader;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.RecordedPods;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KubeletBodiesTest {

  private static final int LIMIT = 64 << 20;

  @Test
  void readsPlainAndGzippedLists() throws Exception {
    byte[] pods = RecordedPods.pods();
    try (FakeKubelet kubelet = FakeKubelet.plain(FakeKubelet.answer(200, pods))) {
      KubeletClient client = client(kubelet);
      assertThat(client.listPods()).isEqualTo(PodListReader.read(new ByteArrayInputStream(pods)));
      kubelet.answerWith(gzipped(out -> out.write(pods)));
      assertThat(client.listPods()).isEqualTo(PodListReader.read(new ByteArrayInputStream(pods)));
    }
  }

  @Test
  void asksForPodsAsGzippedJson() throws Exception {
    HttpHandler answer =
        exchange -> {
          String asked =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Accept")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Accept-Encoding")
                  + " "
                  + exchange.getRequestHeaders().containsKey("Authorization");
          boolean expected = asked.equals("GET /pods application/json gzip false");
          byte[] body = "{\"items\": []}".getBytes(StandardCharsets.US_ASCII);
          FakeKubelet.answer(expected ? 200 : 400, body).handle(exchange);
        };
    try (FakeKubelet kubelet = FakeKubelet.plain(answer)) {
      assertThat(client(kubelet).listPods().pods()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"br", "deflate", "gzip, gzip"})
  void refusesOtherEncodings(String encoding) throws Exception {
    HttpHandler answer =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", encoding);
          FakeKubelet.answer(200, new byte[] {1}).handle(exchange);
        };
    assertRefused(
        answer,
        "the kubelet's answer is encoded as \"%s\", expected \"gzip\" or none".formatted(encoding));
  }

  @ParameterizedTest(name = "gzip: {0}")
  @ValueSource(booleans = {false, true})
  void refusesABodyThatIsTooLarge(boolean gzip) throws Exception {
    Body large = out -> writeList(out, LIMIT + 1);
    assertRefused(gzip ? gzipped(large) : plain(large), "the body is larger than 67108864 bytes");
  }

  @ParameterizedTest(name = "gzip: {0}")
  @ValueSource(booleans = {false, true})
  void readsABodyOfJustTheLimit(boolean gzip) throws Exception {
    Body large = out -> writeList(out, LIMIT);
    try (FakeKubelet kubelet = FakeKubelet.plain(gzip ? gzipped(large) : plain(large))) {
      assertThat(client(kubelet).listPods().pods()).isEmpty();
    }
  }

  @Test
  void refusesGzipThatIsCutOrDamaged() throws Exception {
    byte[] good = gzip(out -> out.write(RecordedPods.pods()));
    assertRefused(
        encoded(Arrays.copyOf(good, good.length / 2)), "the text is truncated at $.items");
    assertRefused(encoded(Arrays.copyOf(good, good.length - 4)), "the text is truncated at $");
    byte[] damaged = good.clone();
    damaged[damaged.length - 6] ^= 1;
    assertRefused(encoded(damaged), "it is not gzip: Corrupt GZIP trailer");
  }

  private static void assertRefused(HttpHandler answer, String message) throws Exception {
    try (FakeKubelet kubelet = FakeKubelet.plain(answer)) {
      assertThatExceptionOfType(KubeletException.class)
          .isThrownBy(client(kubelet)::listPods)
          .withMessageContaining(message)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(KubeletException.Kind.BAD_BODY));
    }
  }

  @FunctionalInterface
  private interface Body {
    void write(OutputStream out) throws IOException;
  }

  /** An empty list, padded with spaces to a length. */
  private static void writeList(OutputStream out, int length) throws IOException {
    byte[] list = "{\"items\": []}".getBytes(StandardCharsets.US_ASCII);
    out.write(list);
    byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    for (int left = length - list.length; left > 0; left -= blanks.length) {
      out.write(blanks, 0, Math.min(left, blanks.length));
    }
  }

  private static HttpHandler plain(Body body) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      body.write(exchange.getResponseBody());
    };
  }

  private static HttpHandler gzipped(Body body) throws IOException {
    return encoded(gzip(body));
  }

  private static HttpHandler encoded(byte[] gzip) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      FakeKubelet.answer(200, gzip).handle(exchange);
    };
  }

  private static byte[] gzip(Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      body.write(out);
    }
    return bytes.toByteArray();
  }

  private static KubeletClient client(FakeKubelet kubelet) {
    return new KubeletClient(
        new ReadOnlyPort(kubelet.port()), Duration.ofHours(1), Duration.ofSeconds(10), LIMIT);
  }
}
