package dev.attestor.kubernetes.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real client with a server that returns what a test chooses, over plain HTTP. */
class ApiServerNamespacesTest {

  @TempDir private Path folder;
  private final List<String> requests = new ArrayList<>();
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String body = "";
  private Path kubeconfig = Path.of("");

  ApiServerNamespacesTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    kubeconfig = writeKubeconfig("a-token");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void readsTheLabelsOfANamespaceOnceForMany() throws Exception {
    body =
        """
        {"kind": "Namespace", "apiVersion": "v1",
         "metadata": {"name": "prod", "labels": {"team": "a", "empty": ""}, "future": 1}}
        """;
    try (ApiServerNamespaces namespaces = open()) {
      assertThat(get(namespaces, "prod")).isEqualTo(Map.of("team", "a", "empty", ""));
      assertThat(get(namespaces, "prod")).isEqualTo(Map.of("team", "a", "empty", ""));
    }
    assertThat(requests).containsExactly("GET /api/v1/namespaces/prod Bearer a-token");
  }

  @Test
  void knowsANamespaceWithoutLabels() throws Exception {
    body = "{\"metadata\": {\"name\": \"prod\"}}";
    try (ApiServerNamespaces namespaces = open()) {
      assertThat(get(namespaces, "prod")).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | Unauthorized | false | answered 401: Unauthorized; it rejected our credentials
          403 | forbidden: User "x" cannot | false | answered 403: forbidden: User "x" cannot; grant "get" on "namespaces"
          404 | not found | false | answered 404: not found
          429 | slow down | true | answered 429: slow down
          500 | broken | true | answered 500: broken
          """)
  void saysWhyThereIsNoAnswer(int code, String words, boolean passing, String message)
      throws Exception {
    status = code;
    body = "{\"kind\": \"Status\", \"message\": \"%s\"}".formatted(words.replace("\"", "\\\""));
    try (ApiServerNamespaces namespaces = open()) {
      ApiServerException failure = failure(namespaces);
      assertThat(failure)
          .hasMessage(
              "namespace \"prod\" cannot be read: the API server at \"%s\" %s", address(), message);
      assertThat(failure.mayPass()).isEqualTo(passing);
    }
  }

  @Test
  void readsItsFilesAnewOnceItWasRefused() throws Exception {
    status = 401;
    try (ApiServerNamespaces namespaces = open()) {
      failure(namespaces);
      status = 200;
      body = "{\"metadata\": {\"name\": \"prod\"}}";
      writeKubeconfig("another-token");
      assertThat(get(namespaces, "prod")).isEmpty();
    }
    assertThat(requests)
        .containsExactly(
            "GET /api/v1/namespaces/prod Bearer a-token",
            "GET /api/v1/namespaces/prod Bearer another-token");
  }

  @Test
  void saysThatTheServerCannotBeReached() throws Exception {
    server.stop(0);
    try (ApiServerNamespaces namespaces = open()) {
      ApiServerException failure = failure(namespaces);
      assertThat(failure)
          .hasMessageStartingWith(
              "namespace \"prod\" cannot be read: the API server at \"%s\" cannot be reached",
              address());
      assertThat(failure.mayPass()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "not JSON",
        "{}",
        "[]",
        "7",
        "{metadata: {}}",
        "{\"metadata\": 7}",
        "{\"metadata\": {\"labels\": 7}}",
        "{\"metadata\": {\"labels\": {\"a\": 7}}}"
      })
  void refusesAnAnswerThatIsNoNamespace(String text) throws Exception {
    body = text;
    try (ApiServerNamespaces namespaces = open()) {
      assertThat(failure(namespaces))
          .hasMessageEndingWith("returned an unusable answer: its answer is not a namespace");
    }
  }

  @Test
  void refusesANamespaceOfTooManyLabelsAndNoOther() throws Exception {
    StringBuilder labels = new StringBuilder("\"a\": \"b\"");
    for (int i = 0; i < 150; i++) {
      labels.append(", \"label-%s\": \"\"".formatted(i));
    }
    String fat = "{\"metadata\": {\"labels\": {" + labels + "}}}";
    try (ApiServerNamespaces namespaces = open()) {
      body = fat;
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> get(namespaces, "fat"))
          .havingCause()
          .isInstanceOf(RefusedException.class)
          .withMessage(
              "namespace \"fat\" is refused: its labels take more memory than the 32 KiB that they"
                  + " may; it needs fewer or shorter ones");
      body = "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}";
      assertThat(get(namespaces, "prod")).isEqualTo(Map.of("a", "b"));
    }
  }

  @Test
  void refusesAnAnswerThatIsTooLarge() throws Exception {
    body = "{\"metadata\": {\"name\": \"" + "x".repeat(2 << 20) + "\"}}";
    try (ApiServerNamespaces namespaces = open()) {
      assertThat(failure(namespaces)).hasMessageContaining("larger than 1048576 bytes");
    }
  }

  @ParameterizedTest
  @CsvSource({"missing, it does not exist", "broken, line 1 is no YAML"})
  void refusesAKubeconfigThatIsOfNoUse(String name, String reason) throws IOException {
    Path file = folder.resolve(name);
    if (name.equals("broken")) {
      Files.writeString(file, "users: [{name: u, user: {token: secret");
    }
    assertThatExceptionOfType(ApiServerException.class)
        .isThrownBy(() -> ApiServerNamespaces.open(Optional.of(file), Map.of()))
        .withMessage(
            "namespace labels cannot be read: the kubeconfig \"%s\" cannot be used: %s",
            file, reason);
  }

  private ApiServerNamespaces open() {
    return ApiServerNamespaces.open(Optional.of(kubeconfig), Map.of());
  }

  private static Map<String, String> get(ApiServerNamespaces namespaces, String name)
      throws Exception {
    return namespaces.of(name).get(30, TimeUnit.SECONDS);
  }

  private static ApiServerException failure(ApiServerNamespaces namespaces) throws Exception {
    try {
      throw new AssertionError(get(namespaces, "prod"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiServerException failure) {
        return failure;
      }
      throw e;
    }
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Path writeKubeconfig(String token) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: "%s"}}]
        users: [{name: u, user: {token: "%s"}}]
        """
            .formatted(address(), token));
  }
}
