package dev.attestor.testkit;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An API server over plain HTTP that answers with what a test chose for a request, and with 404 to
 * all others. It knows a few types. Records what it is asked.
 */
public final class FakeApiServer implements AutoCloseable {

  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> reviews = new CopyOnWriteArrayList<>();

  private volatile CountDownLatch held = new CountDownLatch(0);

  private record Answer(int status, String body) {}

  /** Starts without objects, and allows nothing. */
  public FakeApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    answer(
        "/api",
        200,
        discovery(
            "",
            resource("pods", "Pod", true),
            resource("secrets", "Secret", true),
            resource("nodes", "Node", false)));
    answer(
        "/apis",
        200,
        discovery(
            "apps",
            resource("deployments", "Deployment", true),
            resource("tokenreviews", "TokenReview", false)
                .replace("\"get\",\"list\"", "\"create\"")));
    answer(REVIEWS, 201, review("{\"allowed\":false,\"reason\":\"a secret reason\"}"));
  }

  /** The answer to all requests of a path and query. */
  public FakeApiServer answer(String path, int status, String body) {
    answers.put(path, new Answer(status, body));
    return this;
  }

  /** Allows every review. */
  public FakeApiServer allowAll() {
    return answer(REVIEWS, 201, review("{\"allowed\":true}"));
  }

  /** Answers every review so. */
  public FakeApiServer reviewWith(int status, String body) {
    return answer(REVIEWS, status, body);
  }

  /** A review with a status. */
  public static String review(String status) {
    return "{\"kind\":\"SubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"status\":"
        + status
        + "}";
  }

  /** Aggregated discovery of one group with one version. */
  public static String discovery(String group, String... resources) {
    JsonObject metadata = new JsonObject();
    if (!group.isEmpty()) {
      metadata.addProperty("name", group);
    }
    return "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":"
        + metadata
        + ",\"versions\":[{\"version\":\"v1\",\"resources\":["
        + String.join(",", resources)
        + "]}]}]}";
  }

  /** A resource in discovery. */
  public static String resource(String plural, String kind, boolean namespaced) {
    return "{\"resource\":\"%s\",\"responseKind\":{\"kind\":\"%s\"},\"scope\":\"%s\",\"verbs\":[\"get\",\"list\"]}"
        .formatted(plural, kind, namespaced ? "Namespaced" : "Cluster");
  }

  /** Answers nothing from now on, until it is released. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  /** Answers what waits, and what comes. */
  public void release() {
    held.countDown();
  }

  /** Waits until so many requests have arrived, discovery included. */
  public void awaitArrivals(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (arrivals() < count) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("only %s requests arrived".formatted(arrivals()));
      }
      Thread.sleep(10);
    }
  }

  /** What it was asked, in order: method, path and query; without discovery. */
  public List<String> requests() {
    return requests.stream()
        .filter(request -> !request.equals("GET /api") && !request.equals("GET /apis"))
        .toList();
  }

  /** How many requests arrived, discovery included. */
  public int arrivals() {
    return requests.size();
  }

  /** How often the types were read. */
  public long discoveries() {
    return requests.stream().filter("GET /apis"::equals).count();
  }

  /** The bodies of the reviews, in order. */
  public List<String> reviews() {
    return List.copyOf(reviews);
  }

  /** Writes a kubeconfig for this server. */
  public Path kubeconfig(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: "http://127.0.0.1:%s"}}]
        users: [{name: u, user: {token: "a-token"}}]
        """
            .formatted(server.getAddress().getPort()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + path);
    if (path.equals(REVIEWS)) {
      reviews.add(body);
    }
    awaitRelease();
    Answer answer =
        answers.getOrDefault(
            path, new Answer(404, "{\"kind\":\"Status\",\"message\":\"a secret reason\"}"));
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void awaitRelease() throws IOException {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server ends", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
