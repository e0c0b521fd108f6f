package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code container_runtime_endpoint}. */
class RuntimeSectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"unix:///run/c.sock", "/run/c.sock"})
  void namesASocket(String value) throws ConfigException {
    assertThat(read("container_runtime_endpoint = \"%s\"".formatted(value)))
        .contains(new RuntimeEndpoint.UnixSocket(Path.of("/run/c.sock")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npipe:////./pipe/containerd-containerd",
        "\\\\\\\\.\\\\pipe\\\\containerd-containerd"
      })
  void namesAPipe(String value) throws ConfigException {
    assertThat(read("container_runtime_endpoint = \"%s\"".formatted(value)))
        .contains(new RuntimeEndpoint.NamedPipe("\\\\.\\pipe\\containerd-containerd"));
  }

  @Test
  void leavesTheChoiceToUs() throws ConfigException {
    assertThat(read("container_runtime_endpoint = \"auto\"")).contains(new RuntimeEndpoint.Usual());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "container_runtime_endpoint = \"\""})
  void isOffUnlessAskedFor(String text) throws ConfigException {
    assertThat(read(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on",
        "unix://run/c.sock",
        "tcp://127.0.0.1:1",
        "npipe:////./pipe/",
        "npipe:////./pipe//containerd",
        "npipe:////server/pipe/containerd-containerd",
        "npipe:////./pipe/two words",
        "unix:///run/a-path-that-does-not-fit-into-the-address-of-a-unix-socket-for-it-is-longer"
            + "-than-one-hundred-and-seven-bytes.sock"
      })
  void isNothingElse(String value) {
    assertThat(Configs.problems("container_runtime_endpoint = \"%s\"".formatted(value)))
        .containsExactly(
            ("line 1: error: container_runtime_endpoint is \"%s\", expected \"auto\", a"
                    + " Unix socket of at most 107 bytes such as"
                    + " \"unix:///run/containerd/containerd.sock\", or on Windows a named pipe"
                    + " such as \"npipe:////./pipe/containerd-containerd\"")
                .formatted(value));
  }

  @Test
  void hasNoEffectWithoutContainerSelectors() throws ConfigException {
    assertThat(
            Configs.remarks(
                "disable_container_selectors = true\ncontainer_runtime_endpoint = \"auto\""))
        .containsExactly(
            "line 2: warning: disable_container_selectors takes precedence:"
                + " container_runtime_endpoint has no effect");
  }

  private static Optional<RuntimeEndpoint> read(String text) throws ConfigException {
    return Configs.config(text).runtime();
  }
}
