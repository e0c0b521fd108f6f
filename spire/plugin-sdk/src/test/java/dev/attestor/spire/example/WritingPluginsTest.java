package dev.attestor.spire.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WritingPluginsTest {

  @Test
  void theGuideShowsThePluginThatIsTested() throws IOException {
    String guide = Files.readString(Path.of("../../docs/writing-plugins.md"));
    String plugin =
        Files.readString(Path.of("src/test/java/dev/attestor/spire/example/OwnerPlugin.java"));
    assertThat(guide.replace("\r\n", "\n"))
        .contains("```java\n" + plugin.replace("\r\n", "\n") + "```\n");
  }
}
