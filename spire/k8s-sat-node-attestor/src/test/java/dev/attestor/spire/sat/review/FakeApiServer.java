package dev.attestor.spire.sat.review;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Answers token reviews with the given answers in order, and repeats the last one. */
public final class FakeApiServer implements AutoCloseable {

  /** A received request. */
  public record Request(String line, String authorization, String body) {}

  private record Reply(int status, String body) {}

  public final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final HttpServer server;

  public FakeApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  FakeApiServer reply(int status, String body) {
    synchronized (replies) {
      replies.add(new Reply(status, body));
    }
    return this;
  }

  /** Sets a review with that status. */
  public FakeApiServer review(String status) {
    return reply(
        201,
        "{\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\", \"spec\": {\"token\": \"\"}, \"status\": "
            + status
            + "}");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Writes a kubeconfig for it. */
  public Path kubeconfig(Path folder, String user) throws IOException {
    return Files.writeString(folder.resolve("kubeconfig"), kubeconfig(url(), user));
  }

  static String kubeconfig(String url, String user) {
    return """
        apiVersion: v1
        kind: Config
        current-context: here
        contexts: [{name: here, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "%s"}}]
        users: [{name: u, user: %s}]
        """
        .formatted(url, user);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
            body));
    Reply reply;
    synchronized (replies) {
      reply = replies.size() > 1 ? replies.remove() : replies.element();
    }
    byte[] content = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    if (reply.status() == 302) {
      exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
    }
    exchange.sendResponseHeaders(reply.status(), content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
