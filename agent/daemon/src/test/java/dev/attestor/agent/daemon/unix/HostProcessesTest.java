package dev.attestor.agent.daemon.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.core.error.ProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostProcessesTest {

  private static final int PID = 4711;
  private static final PeerUser SUBORDINATE = new PeerUser.Posix(100_123, Set.of());
  private static final String ID = "d".repeat(64);

  @TempDir private Path proc;

  @BeforeEach
  void writeOwn() throws IOException {
    write("self", "/system.slice/attestor.service", "40");
  }

  @ParameterizedTest(name = "{0} counts as {1}")
  @CsvSource({
    "/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope, uid 1000",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope, uid 1000",
    "/system.slice/docker-ID.scope, container ID",
    "/machine.slice/libpod-ID.scope/container, container ID",
    "/system.slice/cron.service, uid 100123"
  })
  void countsNobodyTwiceAndNoContainerAsItsAccount(String cgroup, String caller)
      throws IOException {
    write("4711", cgroup.replace("ID", ID), "4711");

    assertThat(new UnlistedProcesses(proc).caller(PID, SUBORDINATE))
        .isEqualTo(caller.replace("ID", ID));
  }

  @ParameterizedTest(name = "{0} with the numbers {1}: {2}")
  @CsvSource({
    "/lxc.payload.web, 4711, false",
    "/lxc.payload.web, 4711 12, true",
    "/lxc.payload.web, '', true",
    "/system.slice/docker-ID.scope, 4711, true",
    "/user.slice/user-1000.slice/session-1.scope, 4711, false",
    "/user.slice/user-1000.slice/session-1.scope, 4711 1, true"
  })
  void takesAPidNamespaceForAContainerWhateverItsCgroupsAreCalled(
      String cgroup, String numbers, boolean expected) throws IOException {
    write("4711", cgroup.replace("ID", ID), numbers);

    assertThat(new UnlistedProcesses(proc).inContainer(PID)).isEqualTo(expected);
  }

  @Test
  void namesNoProcessThatCannotBeRead() {
    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> new UnlistedProcesses(proc).caller(PID, SUBORDINATE));
  }

  private void write(String process, String cgroup, String numbers) throws IOException {
    Path folder = Files.createDirectory(proc.resolve(process));
    Files.writeString(folder.resolve("cgroup"), "0::%s\n".formatted(cgroup));
    Files.writeString(
        folder.resolve("status"), "Name:\tx\nNSpid:\t%s\n".formatted(numbers.replace(' ', '\t')));
  }
}
