package dev.attestor.sigstore.trust;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.attestor.fuzz.Seeds;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.sigstore.tuf.RootProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A signed TUF repository on loopback, one file of which may be replaced. */
final class SignedRepository {

  private static final String FOLDER = "/dev/attestor/sigstore/trust/tuf-repository/";
  private static final byte[] TARGET =
      Seeds.recorded("signed-images/trust/trusted_root.json").findFirst().orElseThrow();
  private static final String TARGET_FILE =
      "targets/" + Digest.of(TARGET).hex() + ".trusted_root.json";

  /** Those on the server, and those in the folder of an earlier update. */
  static final List<String> FILES =
      List.of(
          "2.root.json",
          "timestamp.json",
          "1.snapshot.json",
          "1.targets.json",
          TARGET_FILE,
          "kept/root.json",
          "kept/timestamp.json",
          "kept/snapshot.json",
          "kept/targets.json",
          "kept/targets/trusted_root.json");

  private static final String KEPT = "kept/";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

  private final Map<String, byte[]> served = new ConcurrentHashMap<>();
  private final WebClient web = new WebClient(Optional.empty());
  private final URI address;
  private final Path folder;

  private SignedRepository(URI address, Path folder) {
    this.address = address;
    this.folder = folder;
  }

  static SignedRepository start() {
    // Without it, each answer waits for the client's next acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Path folder = Files.createTempDirectory("fuzzed-tuf");
      folder.toFile().deleteOnExit();
      URI address = URI.create("http://127.0.0.1:%s/".formatted(server.getAddress().getPort()));
      SignedRepository repository = new SignedRepository(address, folder);
      server.createContext("/", repository::answer);
      server.start();
      return repository;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] content = served.get(exchange.getRequestURI().getPath().substring(1));
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  /** Whether it is served there. */
  boolean isAt(String host, int port) {
    return port == address.getPort() && (host.equals("localhost") || host.equals("127.0.0.1"));
  }

  /** What a file of {@link #FILES} holds if nobody replaced it. */
  byte[] content(int file) {
    return switch (FILES.get(file)) {
      case "kept/root.json" -> signed("1.root.json");
      case "kept/timestamp.json" -> signed("timestamp.json");
      case "kept/snapshot.json" -> signed("1.snapshot.json");
      case "kept/targets.json" -> signed("1.targets.json");
      case "kept/targets/trusted_root.json" -> TARGET;
      default -> FILES.get(file).equals(TARGET_FILE) ? TARGET : signed(FILES.get(file));
    };
  }

  /** The roots that the repository's key signed. */
  TrustRoots roots() {
    return RecordedRoots.parse(TARGET);
  }

  /** Updates with other bytes in the place of one file. Files are kept only if one is replaced. */
  TrustRoots readWith(int replaced, byte[] bytes) throws TrustException {
    try {
      clear(folder);
      boolean keeps = FILES.get(replaced).startsWith(KEPT);
      for (int file = 0; file < FILES.size(); file++) {
        byte[] content = file == replaced ? bytes : content(file);
        String name = FILES.get(file);
        if (!name.startsWith(KEPT)) {
          served.put(name, content);
        } else if (keeps) {
          Path kept = folder.resolve(name.substring(KEPT.length()));
          Files.createDirectories(kept.getParent());
          Files.write(kept, content);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TufTrust(
            web,
            address,
            RootProvider.fromResource(FOLDER.substring(1) + "1.root.json"),
            folder,
            CLOCK)
        .current(Deadline.after(Duration.ofSeconds(20)));
  }

  private static void clear(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.isDirectory(file)) {
          clear(file);
        }
        Files.delete(file);
      }
    }
  }

  private static byte[] signed(String name) {
    return Seeds.resource(FOLDER + name);
  }
}
