package dev.attestor.input.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BoundedStreamTest {

  private static final byte[] BODY = {1, 2, -3, 4};

  @Test
  void givesABodyThatIsWithinItsBounds() throws IOException {
    long later = System.nanoTime() + 60_000_000_000L;
    assertThat(new BoundedStream(body(), 4).readAllBytes()).isEqualTo(BODY);
    assertThat(new BoundedStream(body(), 4, later).readAllBytes()).isEqualTo(BODY);
    try (InputStream one = new BoundedStream(body(), 4)) {
      assertThat(new int[] {one.read(), one.read(), one.read(), one.read(), one.read()})
          .containsExactly(1, 2, 253, 4, -1);
    }
  }

  @Test
  void failsOnceTheBodyIsTooLarge() {
    for (Reading reading : ways()) {
      assertThatExceptionOfType(StreamTooLargeException.class)
          .isThrownBy(() -> reading.of(new BoundedStream(body(), 3)))
          .withMessage("the body is larger than 3 bytes");
    }
  }

  @Test
  void failsOnceTheBodyIsLate() {
    for (Reading reading : ways()) {
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> reading.of(new BoundedStream(body(), 4, System.nanoTime() - 1)))
          .withMessage("the body did not come in time");
    }
  }

  @FunctionalInterface
  private interface Reading {
    void of(InputStream body) throws IOException;
  }

  /** All of it, byte by byte, and passed over. */
  private static Iterable<Reading> ways() {
    return Arrays.asList(
        InputStream::readAllBytes,
        body -> {
          while (body.read() >= 0) {}
        },
        body -> body.skipNBytes(4));
  }

  private static InputStream body() {
    return new ByteArrayInputStream(BODY);
  }
}
