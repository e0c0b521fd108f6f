package dev.attestor.node.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code /metrics}, {@code /live} and {@code /ready} over HTTP, on one thread. */
public final class HttpEndpoint implements AutoCloseable {

  private static final int MAX_WAITING = 50;

  private final HttpServer server;
  private final ExecutorService thread;

  private HttpEndpoint(HttpServer server, ExecutorService thread) {
    this.server = server;
    this.thread = thread;
  }

  /**
   * Listens until it is closed.
   *
   * @param ready what {@code /ready} answers with 200 or 503
   * @throws IOException if the address cannot be listened on
   */
  public static HttpEndpoint open(InetSocketAddress address, Metrics metrics, BooleanSupplier ready)
      throws IOException {
    HttpServer server = HttpServer.create(address, MAX_WAITING);
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread made = new Thread(task, "attestor-http");
              made.setDaemon(true);
              return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    server.setExecutor(thread);
    server.createContext("/metrics", new MetricsHandler(metrics.registry()));
    server.createContext("/live", exchange -> answer(exchange, true));
    server.createContext("/ready", exchange -> answer(exchange, ready.getAsBoolean()));
    server.start();
    return new HttpEndpoint(server, thread);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static void answer(HttpExchange exchange, boolean well) throws IOException {
    try (exchange) {
      byte[] body = (well ? "ok\n" : "not ready\n").getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(well ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
