package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.agent.daemon.Agent;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.hcl.decode.ConfigException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Only this module uses both platforms, and its classes must keep them apart. Class constants show
 * what each class uses.
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
        .doesNotContain(
            "Main.class",
            "Host.class",
            "LinuxHost.class",
            "AttestCommand.class",
            "Plugins.class",
            "K8sPluginMain.class");
  }

  /** As on the plugins' class path. A class that is verified may load those it names. */
  @ParameterizedTest
  @ValueSource(strings = {"LinuxHost", "WindowsHost"})
  void noPluginNeedsTheDaemon(String host) throws Exception {
    String daemon = Path.of(location(Agent.class)).toString();
    String[] path = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    List<URL> without = new ArrayList<>();
    for (String entry : path) {
      if (!entry.equals(daemon)) {
        without.add(Path.of(entry).toUri().toURL());
      }
    }
    assertThat(without).hasSize(path.length - 1);

    try (URLClassLoader loader =
        new URLClassLoader(without.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThatCode(() -> Class.forName(Host.class.getPackageName() + "." + host, true, loader))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void locatesProcessesOnTheTwoSystemsAlone() throws ConfigException {
    K8sConfig config = new K8sConfigReader(name -> null).read("").config();

    assertThatThrownBy(() -> Host.of("Mac OS X").ports(config))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("processes cannot be located on \"Mac OS X\", expected Linux or Windows");
  }

  private static URI location(Class<?> type) throws URISyntaxException {
    return type.getProtectionDomain().getCodeSource().getLocation().toURI();
  }

  private static List<Path> naming(String platform) throws IOException, URISyntaxException {
    Path classes = Path.of(location(Main.class));
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
