package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerTracesTest {

  private static final String ID =
      "8ff61f1fbbcfccec4f142bccac647222b1e12b958ef1774bd36d737b994f3718";
  private static final String UID = "d49133d7-ad24-408b-8e5d-0c8fdf95a6a5";

  @TempDir private Path proc;

  @ParameterizedTest(name = "{2}: {1} seen from {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /system.slice/attestor.service | /user.slice/user-998.slice/session-3.scope   | false
          /system.slice/attestor.service | /system.slice/docker-ID.scope                | true
          /system.slice/attestor.service | /docker/ID                                   | true
          /system.slice/attestor.service | /machine.slice/libpod-ID.scope/container     | true
          /system.slice/attestor.service | /system.slice/x.service/libpod-payload-ID    | true
          /system.slice/attestor.service | /kubepods/besteffort/podUID/ID               | true
          /system.slice/attestor.service | /kubepods/besteffort/podUID                  | true
          /docker/ID/system.slice/a      | /docker/ID/system.slice/proxy.service        | false
          /docker/ID/kubepods/podUID/ID  | /docker/ID/user.slice/session-1.scope        | false
          /docker/ID/kubepods/podUID/ID  | /docker/ID/docker/ID                         | true
          /                              | /../../../system.slice/proxy.service         | false
          /                              | /../../../system.slice/docker-ID.scope       | true
          """)
  void findsEveryContainerButTheNodeItself(String own, String path, boolean expected)
      throws IOException {
    write("self", own);
    write("42", path);

    assertThat(new ContainerTraces(proc).of(42)).isEqualTo(expected);
  }

  @Test
  void saysNothingOfAProcessThatCannotBeRead() throws IOException {
    write("self", "/");

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> new ContainerTraces(proc).of(42));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Z 1 1 1 0 -1 4227084 0", "S 1 1 1 0 -1 4 0", "S 1 1 1 0 -1", "S 1 1 1 0 -1 x 0"})
  void saysNothingOfAProcessOfCgroupV1WhoseFirstThreadEnds(String stat) throws IOException {
    write("self", "/");
    write("42", "/");
    Files.writeString(proc.resolve("42/cgroup"), "4:memory:/\n0::/\n");
    Files.writeString(proc.resolve("42/stat"), "42 (x) Z) " + stat + "\n");

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> new ContainerTraces(proc).of(42));
    Files.writeString(proc.resolve("42/stat"), "42 (x) Z) S 1 1 1 0 -1 4194304 0\n");
    assertThat(new ContainerTraces(proc).of(42)).isFalse();
  }

  private void write(String process, String path) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(process));
    String named = path.replace("podUID", "pod" + UID).replace("ID", ID);
    Files.writeString(folder.resolve("cgroup"), "0::%s\n".formatted(named));
  }
}
