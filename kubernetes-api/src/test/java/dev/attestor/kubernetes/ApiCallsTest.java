package dev.attestor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.input.stream.StreamTooLargeException;
import dev.attestor.testkit.FakeApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiCallsTest {

  private static final ApiQuestion QUESTION =
      ApiQuestion.get("/x", "application/json", "\"get\" on \"xs\"");

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "400, false, answered 400",
    "401, false, answered 401; it rejected our credentials",
    "403, false, answered 403; grant our account \"get\" on \"xs\"",
    "409, false, answered 409",
    "410, true, answered 410",
    "429, true, answered 429",
    "500, true, answered 500",
    "301, false, answered 301"
  })
  void saysWhyThereIsNoAnswerAndNothingThatTheServerSaid(
      int status, boolean passing, String message) throws IOException {
    try (FakeApiServer server = new FakeApiServer();
        ApiCalls calls = calls(server.kubeconfig(folder))) {
      server.answer("/x", status, "{\"kind\":\"Status\",\"message\":\"a secret reason\"}");
      assertThatExceptionOfType(ApiServerException.class)
          .isThrownBy(() -> calls.ask(QUESTION, body -> true))
          .withMessage("the API server " + message)
          .matches(failure -> failure.mayPass() == passing);
    }
  }

  @Test
  void findsNothingIfThereIsNothing() throws IOException {
    try (FakeApiServer server = new FakeApiServer();
        ApiCalls calls = calls(server.kubeconfig(folder))) {
      assertThat(calls.ask(QUESTION, body -> true)).isEmpty();
    }
  }

  @Test
  void readsAnswersOfManyMegabytesButNotMore() throws IOException {
    try (FakeApiServer server = new FakeApiServer();
        ApiCalls calls = calls(server.kubeconfig(folder))) {
      server.answer("/x", 200, "x".repeat(16 << 20));
      assertThat(calls.ask(QUESTION, body -> body.readAllBytes().length)).isPresent();
      server.answer("/x", 200, "x".repeat((16 << 20) + 1));
      assertThatExceptionOfType(ApiServerException.class)
          .isThrownBy(() -> calls.ask(QUESTION, body -> body.readAllBytes().length))
          .withMessage("the API server cannot be used: its answer is larger than 16 MiB")
          .withCauseInstanceOf(StreamTooLargeException.class);
    }
  }

  @Test
  void givesASilentServerTenSeconds() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FakeApiServer server = new FakeApiServer()) {
      Path file = server.kubeconfig(folder);
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Files.writeString(
          file, text.replaceFirst("127.0.0.1:\\d+", "127.0.0.1:" + silent.getLocalPort()));
      try (ApiCalls calls = calls(file)) {
        long began = System.nanoTime();
        assertThatExceptionOfType(ApiServerException.class)
            .isThrownBy(() -> calls.ask(QUESTION, body -> true))
            .withMessage("the API server cannot be reached")
            .matches(ApiServerException::mayPass);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
      }
    }
  }

  @Test
  void saysThatItsOwnTokenFileIsMissing() throws IOException {
    try (FakeApiServer server = new FakeApiServer()) {
      Path file = server.kubeconfig(folder);
      Path token = Files.writeString(folder.resolve("token"), "t");
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Files.writeString(
          file, text.replace("token: \"a-token\"", "tokenFile: \"%s\"".formatted(token)));
      try (ApiCalls calls = calls(file)) {
        calls.prepare();
        server.answer("/x", 200, "{}");
        assertThat(calls.ask(QUESTION, body -> true)).contains(true);
      }
      Files.delete(token);
      try (ApiCalls calls = calls(file)) {
        assertThatExceptionOfType(ApiServerException.class)
            .isThrownBy(() -> calls.ask(QUESTION, body -> true))
            .withMessage(
                "the API server cannot be asked: our kubeconfig or our service account cannot be used")
            .matches(failure -> !failure.mayPass());
        // Whoever configures it is told which file.
        assertThatExceptionOfType(ApiServerException.class)
            .isThrownBy(calls::prepare)
            .withMessageContaining(token.toString());
      }
    }
  }

  @Test
  void keepsTheConnectionWhateverTheServerAnswers() throws IOException {
    try (FakeApiServer server = new FakeApiServer()) {
      Path file = server.kubeconfig(folder);
      try (ApiCalls calls = calls(file)) {
        calls.prepare();
        Files.delete(file);
        server.answer("/x", 200, "{");
        assertThatExceptionOfType(ApiServerException.class)
            .isThrownBy(() -> calls.ask(QUESTION, ApiCallsTest::unusable))
            .withMessage("the API server gave an unusable answer");
        assertThat(calls.ask(QUESTION, body -> true)).contains(true);
        server.answer("/x", 401, "");
        assertThatExceptionOfType(ApiServerException.class)
            .isThrownBy(() -> calls.ask(QUESTION, body -> true))
            .withMessageContaining("answered 401");
        assertThatExceptionOfType(ApiServerException.class)
            .isThrownBy(() -> calls.ask(QUESTION, body -> true))
            .withMessageContaining("our kubeconfig or our service account cannot be used");
      }
    }
  }

  private static boolean unusable(InputStream body) throws IOException {
    throw new IOException("broken");
  }

  private static ApiCalls calls(Path kubeconfig) {
    return new ApiCalls(Optional.of(kubeconfig), Map.of());
  }
}
