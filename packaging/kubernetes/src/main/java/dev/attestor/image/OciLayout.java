package dev.attestor.image;

import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An OCI image layout in a folder: one image index with an image for each platform. OCI Image
 * Format Specification 1.1, "Image Layout", "Image Index" and "Annotations".
 */
final class OciLayout {

  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final Path folder;
  private final Map<String, String> annotations;
  private final JsonArray images = new JsonArray();

  /**
   * Creates a layout.
   *
   * @param folder empty or missing
   * @param annotations annotations of every image and of the index
   */
  OciLayout(Path folder, Map<String, String> annotations) {
    this.folder = folder;
    this.annotations = new TreeMap<>(annotations);
  }

  /** Adds the only image of an archived layout. */
  void add(Path archive, Platform platform) throws IOException {
    JsonObject index = new JsonObject();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals("index.json")) {
          index = parse(new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        } else if (entry.getName().matches("blobs/sha256/[0-9a-f]{64}")) {
          Path blob = folder.resolve(entry.getName());
          Files.createDirectories(blob.getParent());
          Files.write(blob, tar.readAllBytes());
        }
      }
    }
    JsonObject described = index.getAsJsonArray("manifests").get(0).getAsJsonObject();
    Path blob = blob(described.get("digest").getAsString());
    JsonObject manifest = parse(Files.readString(blob));
    Files.delete(blob);
    manifest.add("annotations", annotations());
    JsonObject descriptor = write(manifest, described.get("mediaType").getAsString());
    JsonObject on = new JsonObject();
    on.addProperty("architecture", platform.getArchitecture());
    on.addProperty("os", platform.getOs());
    descriptor.add("platform", on);
    images.add(descriptor);
  }

  /**
   * Completes the layout.
   *
   * @return the digest of the image index, which is the digest to pull
   */
  String finish(String name) throws IOException {
    JsonObject index = index(images);
    index.add("annotations", annotations());
    JsonObject descriptor = write(index, INDEX);
    JsonObject names = new JsonObject();
    // The specification defines the first; containerd uses the second.
    names.addProperty("org.opencontainers.image.ref.name", name);
    names.addProperty("io.containerd.image.name", name);
    descriptor.add("annotations", names);
    JsonArray one = new JsonArray();
    one.add(descriptor);
    Files.writeString(folder.resolve("index.json"), GSON.toJson(index(one)));
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return descriptor.get("digest").getAsString();
  }

  private static JsonObject index(JsonArray manifests) {
    JsonObject index = new JsonObject();
    index.addProperty("schemaVersion", 2);
    index.addProperty("mediaType", INDEX);
    index.add("manifests", manifests);
    return index;
  }

  private JsonObject annotations() {
    JsonObject object = new JsonObject();
    annotations.forEach(object::addProperty);
    return object;
  }

  private JsonObject write(JsonObject content, String mediaType) throws IOException {
    byte[] bytes = GSON.toJson(content).getBytes(StandardCharsets.UTF_8);
    String digest = "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
    Files.write(blob(digest), bytes);
    JsonObject descriptor = new JsonObject();
    descriptor.addProperty("mediaType", mediaType);
    descriptor.addProperty("digest", digest);
    descriptor.addProperty("size", bytes.length);
    return descriptor;
  }

  private Path blob(String digest) {
    return folder.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  @SuppressForbidden(reason = "Jib wrote it, in this build")
  private static JsonObject parse(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
