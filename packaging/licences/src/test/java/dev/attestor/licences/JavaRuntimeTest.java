package dev.attestor.licences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaRuntimeTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void saysItsVersionAndModules() throws IOException {
    Files.writeString(
        folder.resolve("release"), "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base java.xml\"\n");

    assertThat(JavaRuntime.read(folder))
        .isEqualTo(new JavaRuntime("25.0.3", List.of("java.base", "java.xml")));
  }

  @Test
  void refusesAFolderThatDoesNotSay() throws IOException {
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");

    assertThatThrownBy(() -> JavaRuntime.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage("%s has no MODULES", folder.resolve("release"));
  }
}
