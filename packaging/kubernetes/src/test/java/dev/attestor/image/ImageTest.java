package dev.attestor.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImageTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Path root = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    root = folder.resolve("root");
    write("opt/attestor/runtime/bin/java", "java", "rwxr-x---");
    write("opt/attestor/runtime/lib/attestor.aot", "cache", "rw-------");
    write("opt/attestor/lib/gson-2.15.0.jar", "gson", "rw-r--r--");
    write("opt/attestor/lib/attestor-core-9.9.jar", "core", "rw-r--r--");
    Files.createDirectories(root.resolve("tmp"));
  }

  @Test
  void putsWhatChangesSeldomIntoTheFirstLayers() throws Exception {
    assertThat(make("image")).matches("sha256:[0-9a-f]{64}\n");

    Path layout = folder.resolve("image");
    JsonObject manifest = manifest(layout);
    List<Map<String, String>> layers = new ArrayList<>();
    for (var layer : manifest.getAsJsonArray("layers")) {
      layers.add(files(layout, layer.getAsJsonObject()));
    }
    String plain = "100644 0:0 " + TIME;
    assertThat(layers)
        .containsExactly(
            Map.of("opt/attestor/runtime/bin/java", "100755 0:0 " + TIME),
            Map.of("opt/attestor/lib/gson-2.15.0.jar", plain),
            Map.of(
                "opt/attestor/runtime/lib/attestor.aot", plain,
                "opt/attestor/lib/attestor-core-9.9.jar", plain,
                "tmp/", "40777 0:0 " + TIME));
  }

  @Test
  void saysWhatTheImageIs() throws Exception {
    make("image");

    Path layout = folder.resolve("image");
    JsonObject manifest = manifest(layout);
    assertThat(manifest.getAsJsonObject("annotations").toString())
        .isEqualTo("{\"a.b\":\"c d\",\"x\":\"y\"}");
    JsonObject config = read(layout, manifest.getAsJsonObject("config"));
    assertThat(config.get("architecture").getAsString()).isEqualTo("arm64");
    assertThat(config.get("os").getAsString()).isEqualTo("linux");
    assertThat(config.get("created").getAsString()).isEqualTo(TIME.toString());
    assertThat(config.getAsJsonObject("config").get("Entrypoint").toString())
        .isEqualTo("[\"/opt/attestor/runtime/bin/java\",\"@args\"]");
    assertThat(config.getAsJsonObject("config").get("Labels").toString())
        .isEqualTo("{\"a.b\":\"c d\",\"x\":\"y\"}");
  }

  @Test
  void makesTheSameBytesOfTheSameFilesWheneverTheyWereWritten() throws Exception {
    String digest = make("one");
    for (String name : List.of("opt/attestor/lib/gson-2.15.0.jar", "tmp")) {
      Files.setLastModifiedTime(root.resolve(name), FileTime.from(TIME.plusSeconds(5)));
    }

    assertThat(make("two")).isEqualTo(digest);
    assertThat(content(folder.resolve("two"))).isEqualTo(content(folder.resolve("one")));

    Files.writeString(root.resolve("opt/attestor/lib/gson-2.15.0.jar"), "other");
    assertThat(make("three")).isNotEqualTo(digest);
  }

  @Test
  void namesAnImageForEachPlatform() throws Exception {
    make("image", "--root", "linux/amd64=" + root);

    JsonObject index = index(folder.resolve("image"));
    assertThat(
            index.getAsJsonArray("manifests").asList().stream()
                .map(image -> image.getAsJsonObject().get("platform").toString()))
        .containsExactly(
            "{\"architecture\":\"arm64\",\"os\":\"linux\"}",
            "{\"architecture\":\"amd64\",\"os\":\"linux\"}");
  }

  @Test
  void refusesWhatMakesNoImage() {
    assertThat(failure(2, "--root", "amd64=" + root))
        .contains("\"amd64=" + root + "\" has no platform, expected such as linux/amd64=FOLDER");
    assertThat(failure(2, "--root", "linux/amd64=" + folder.resolve("none")))
        .contains("\"" + folder.resolve("none") + "\" is no folder");
    assertThat(failure(1, "--name", "No Name")).contains("\"No Name\" names no image");
    assertThat(failure(1, "--base", "tar://" + folder.resolve("none.tar"))).contains("none.tar");
  }

  private void write(String name, String text, String permissions) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private String make(String out, String... more) {
    StringWriter written = new StringWriter();
    StringWriter errors = new StringWriter();
    assertThat(run(out, written, errors, more)).as(errors.toString()).isZero();
    return written.toString();
  }

  private String failure(int status, String... more) {
    StringWriter errors = new StringWriter();
    assertThat(run("failed" + errors.hashCode(), new StringWriter(), errors, more))
        .isEqualTo(status);
    return errors.toString();
  }

  private int run(String out, StringWriter written, StringWriter errors, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--version-of-program", "9.9", "--time", TIME.toString(), "--out"));
    arguments.add(folder.resolve(out).toString());
    arguments.addAll(List.of("--cache", folder.resolve("cache-" + out).toString()));
    arguments.addAll(List.of("--entrypoint", "/opt/attestor/runtime/bin/java"));
    arguments.addAll(List.of("--entrypoint", "@args"));
    arguments.addAll(List.of("--annotation", "x=y", "--annotation", "a.b=c d"));
    arguments.addAll(List.of("--root", "linux/arm64=" + root));
    if (!List.of(more).contains("--name")) {
      arguments.addAll(List.of("--name", "registry.local/attestor:1"));
    }
    arguments.addAll(List.of(more));
    CommandLine commandLine = BuildImage.commandLine();
    commandLine.setOut(new PrintWriter(written, true)).setErr(new PrintWriter(errors, true));
    return commandLine.execute(arguments.toArray(new String[0]));
  }

  private static JsonObject index(Path layout) throws IOException {
    JsonObject top =
        JsonParser.parseString(Files.readString(layout.resolve("index.json"))).getAsJsonObject();
    return read(layout, top.getAsJsonArray("manifests").get(0).getAsJsonObject());
  }

  private static JsonObject manifest(Path layout) throws IOException {
    return read(layout, index(layout).getAsJsonArray("manifests").get(0).getAsJsonObject());
  }

  private static JsonObject read(Path layout, JsonObject descriptor) throws IOException {
    return JsonParser.parseString(Files.readString(blob(layout, descriptor))).getAsJsonObject();
  }

  private static Path blob(Path layout, JsonObject descriptor) {
    return layout
        .resolve("blobs")
        .resolve(descriptor.get("digest").getAsString().replace(':', '/'));
  }

  /** Names, permissions, owners and times; of folders, only {@code tmp/}. */
  private static Map<String, String> files(Path layout, JsonObject descriptor) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(Files.newInputStream(blob(layout, descriptor))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!entry.isDirectory() || entry.getName().equals("tmp/")) {
          files.put(
              entry.getName(),
              "%s %s:%s %s"
                  .formatted(
                      Integer.toOctalString(entry.getMode()),
                      entry.getLongUserId(),
                      entry.getLongGroupId(),
                      entry.getModTime().toInstant()));
        }
      }
    }
    return files;
  }

  private static Map<String, List<Byte>> content(Path layout) throws IOException {
    Map<String, List<Byte>> content = new LinkedHashMap<>();
    try (var files = Files.walk(layout)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : Files.readAllBytes(file)) {
          bytes.add(b);
        }
        content.put(layout.relativize(file).toString(), bytes);
      }
    }
    return content;
  }
}
