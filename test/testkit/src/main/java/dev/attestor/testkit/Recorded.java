package dev.attestor.testkit;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Recorded files in the resources of the testkit.
 *
 * @param folder the folder with the files
 */
record Recorded(String folder) {

  JsonElement json(String name) {
    try (InputStream in = open(name)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressForbidden(reason = "tests read what is theirs")
  static JsonElement parse(String text) {
    return JsonParser.parseString(text);
  }

  Path copy(String name, Path target) {
    try (InputStream in = open(name)) {
      return Files.write(target, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path unpack(String name, Path target) throws IOException, InterruptedException {
    Path archive = copy(name, target.resolve(name));
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", target.toString())
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new IOException("tar cannot unpack " + archive);
    }
    return target;
  }

  private InputStream open(String name) {
    String path = "/dev/attestor/testkit/%s/%s".formatted(folder, name);
    return Objects.requireNonNull(Recorded.class.getResourceAsStream(path), path);
  }
}
