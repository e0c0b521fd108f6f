package dev.attestor.testkit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Replays recorded answers of Rekor. Every other request gets an empty result. */
public final class FakeRekor implements AutoCloseable {

  private final HttpServer server;
  private final Map<JsonElement, String> answers = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();

  private FakeRekor(HttpServer server) {
    this.server = server;
  }

  /** Starts a server without recorded answers. */
  public static FakeRekor start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeRekor rekor = new FakeRekor(server);
    server.createContext("/api/v1/log/entries/retrieve", rekor::answer);
    server.start();
    return rekor;
  }

  /** Starts a server with the recorded answers of these cases. */
  public static FakeRekor recorded(String... cases) throws IOException {
    FakeRekor rekor = start();
    for (String name : cases) {
      SignedCases.exchanges(name).forEach(each -> rekor.learn(each, body(each)));
    }
    return rekor;
  }

  /** The body of a recorded answer. */
  public static String body(JsonObject exchange) {
    return exchange.getAsJsonObject("response").get("body").getAsString();
  }

  /** Replaces the body of a recorded answer. */
  public void learn(JsonObject exchange, String body) {
    answer(exchange.getAsJsonObject("request").get("body").getAsString(), body);
  }

  /** Sets the body of the answer to a query. */
  public void answer(String question, String body) {
    answers.put(Recorded.parse(question), body);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    byte[] answer =
        answers.getOrDefault(Recorded.parse(question), "[]\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().put("Content-Type", List.of("application/json"));
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /** The number of requests so far. */
  public int requests() {
    return requests.get();
  }

  /** The address of the server. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
