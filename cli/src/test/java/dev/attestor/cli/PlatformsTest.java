package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Both platforms meet in this module alone, whose classes are to keep them apart. What they name is
 * in their constants.
 */
class PlatformsTest {

  private static final String LINUX = "dev/attestor/linux/";
  private static final String WINDOWS = "dev/attestor/windows/";

  @Test
  void noClassKnowsBoth() throws IOException, URISyntaxException {
    List<Path> linux = naming(LINUX);
    List<Path> windows = naming(WINDOWS);

    assertThat(linux).isNotEmpty().doesNotContainAnyElementsOf(windows);
    assertThat(windows).isNotEmpty();
  }

  @Test
  void noClassThatEveryCommandNeedsKnowsWindows() throws IOException, URISyntaxException {
    assertThat(naming(WINDOWS))
        .extracting(file -> file.getFileName().toString())
        .doesNotContain("Main.class", "Host.class", "AttestCommand.class", "K8sPluginMain.class");
  }

  private static List<Path> naming(String platform) throws IOException, URISyntaxException {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> text(file).contains(platform))
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
