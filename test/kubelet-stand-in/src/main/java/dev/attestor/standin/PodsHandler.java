package dev.attestor.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/** Answers {@code GET /pods} with a pod list, if the request has the token. */
public final class PodsHandler implements HttpHandler {

  private final String token;
  private final byte[] pods;

  /** Serves the list unchanged. */
  public PodsHandler(String token, byte[] pods) {
    this.token = token;
    this.pods = pods.clone();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/pods")) {
        respond(exchange, 404, "404 page not found".getBytes(StandardCharsets.UTF_8));
      } else if (!knows(exchange.getRequestHeaders().getFirst("Authorization"))) {
        respond(exchange, 401, "Unauthorized".getBytes(StandardCharsets.UTF_8));
      } else {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        respond(exchange, 200, pods);
      }
    }
  }

  private boolean knows(@org.jspecify.annotations.Nullable String authorization) {
    byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    byte[] shown = Objects.requireNonNullElse(authorization, "").getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, shown);
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
