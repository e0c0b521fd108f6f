package dev.attestor.sigstore;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.attestor.sigstore.registry.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A registry in this process, which serves whatever a test wants, true or not. */
final class FakeRegistry implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private FakeRegistry(HttpServer server) {
    this.server = server;
  }

  static FakeRegistry start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeRegistry registry = new FakeRegistry(server);
    server.setExecutor(registry.threads);
    server.createContext("/", registry::answer);
    server.start();
    return registry;
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
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
    } else {
      send(exchange, content);
    }
  }

  static void send(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(307, -1);
    exchange.close();
  }

  /** What was asked for, each with the authorization it came with. */
  List<String> requests() {
    return requests;
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void handle(String path, HttpHandler handler) {
    handlers.put(path, handler);
  }

  byte[] content(String path) {
    byte[] content = contents.get(path);
    if (content == null) {
      throw new IllegalArgumentException(path);
    }
    return content;
  }

  void put(String path, byte[] content) {
    contents.put(path, content);
  }

  Digest putManifest(String repository, String content) {
    Digest digest = Digest.of(content.getBytes(StandardCharsets.UTF_8));
    putManifest(repository, digest.toString(), content);
    return digest;
  }

  void putManifest(String repository, String reference, String content) {
    put("/v2/" + repository + "/manifests/" + reference, content.getBytes(StandardCharsets.UTF_8));
  }

  Digest putBlob(String repository, byte[] content) {
    Digest digest = Digest.of(content);
    put("/v2/" + repository + "/blobs/" + digest, content);
    return digest;
  }

  JsonObject manifest(String repository, String reference) {
    byte[] content = content("/v2/" + repository + "/manifests/" + reference);
    return JsonParser.parseString(new String(content, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  /** Takes over what docker-registry's storage has of a recorded case. */
  void copy(Path storage, String repository) throws IOException {
    Path root = storage.resolve("docker/registry/v2");
    Path folder = root.resolve("repositories").resolve(repository);
    try (Stream<Path> links = Files.walk(folder)) {
      for (Path link : links.filter(each -> each.endsWith("link")).toList()) {
        String digest = Files.readString(link);
        String hex = digest.substring("sha256:".length());
        byte[] content =
            Files.readAllBytes(
                root.resolve("blobs/sha256")
                    .resolve(hex.substring(0, 2))
                    .resolve(hex)
                    .resolve("data"));
        String place = folder.relativize(link).toString();
        if (place.startsWith("_layers")) {
          put("/v2/" + repository + "/blobs/" + digest, content);
        } else {
          put("/v2/" + repository + "/manifests/" + digest, content);
        }
        if (place.endsWith("current/link")) {
          String tag = folder.relativize(link).getName(2).toString();
          put("/v2/" + repository + "/manifests/" + tag, content);
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
