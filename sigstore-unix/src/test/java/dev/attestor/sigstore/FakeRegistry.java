package dev.attestor.sigstore;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpHandler;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.web.FakeWeb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A registry in this process that serves any content, valid or not. */
record FakeRegistry(FakeWeb web) implements AutoCloseable {

  static FakeRegistry start() throws IOException {
    return new FakeRegistry(FakeWeb.start());
  }

  List<String> requests() {
    return web.requests();
  }

  String address() {
    return web.address();
  }

  void handle(String path, HttpHandler handler) {
    web.handle(path, handler);
  }

  byte[] content(String path) {
    return web.content(path);
  }

  void put(String path, byte[] content) {
    web.put(path, content);
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

  /** Copies a recorded case from docker-registry's storage. */
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
    web.close();
  }
}
