package dev.attestor.sigstore.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A web server in this process that serves any content. */
public final class FakeWeb implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private FakeWeb(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Starts a server on loopback without TLS. */
  public static FakeWeb start() throws IOException {
    return new FakeWeb(HttpServer.create(anyPort(), 0));
  }

  /** Starts a server on loopback with TLS. */
  public static FakeWeb start(SSLContext identity) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity));
    return new FakeWeb(server);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(path + (authorization == null ? "" : " " + authorization));
    HttpHandler handler = handlers.get(path);
    byte[] content = contents.get(path);
    if (handler != null) {
      handler.handle(exchange);
    } else if (content == null) {
      status(exchange, 404);
    } else {
      send(exchange, content);
    }
  }

  /** Answers with only a status. */
  public static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** Answers with a body. */
  public static void send(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  /** Answers with a redirect. */
  public static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    status(exchange, 307);
  }

  /** The requests, each with its authorization. */
  public List<String> requests() {
    return requests;
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lets a test answer requests for a path. */
  public void handle(String path, HttpHandler handler) {
    handlers.put(path, handler);
  }

  /** Serves the content at a path. */
  public void put(String path, byte[] content) {
    contents.put(path, content);
  }

  /** Stops serving a path. */
  public void remove(String path) {
    contents.remove(path);
  }

  /** The content at a path. */
  public byte[] content(String path) {
    byte[] content = contents.get(path);
    if (content == null) {
      throw new IllegalArgumentException(path);
    }
    return content;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
