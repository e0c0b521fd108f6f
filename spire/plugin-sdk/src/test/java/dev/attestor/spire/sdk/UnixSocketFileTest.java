package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class UnixSocketFileTest {

  @TempDir Path dir;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void belongsToItsOwnerAlone() throws Exception {
    UnixSocketFile file = UnixSocketFile.prepare(Optional.of(dir), Optional.empty());
    assertThat(mode(file.bindPath().resolveSibling(""))).isEqualTo("rwx------");
    assertThat(file.path()).doesNotExist();
    Files.createFile(file.bindPath());
    file.publish();
    assertThat(mode(file.path())).isEqualTo("rw-------");
    assertThat(dir).isDirectoryNotContaining("glob:**d");
    file.delete();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void letsTheGroupInThatTheHostNames() throws Exception {
    String gid = Files.getAttribute(dir, "unix:gid").toString();
    UnixSocketFile file = UnixSocketFile.prepare(Optional.of(dir), Optional.of(gid));
    Files.createFile(file.bindPath());
    file.publish();
    assertThat(mode(file.path())).isEqualTo("rw-rw----");
    assertThat(Files.getAttribute(file.path(), "unix:gid")).hasToString(gid);
  }

  @Test
  void refusesAGroupThatDoesNotExist() throws Exception {
    UnixSocketFile file = UnixSocketFile.prepare(Optional.of(dir), Optional.of("no such group"));
    Files.createFile(file.bindPath());
    assertThatThrownBy(file::publish)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("for the group \"no such group\"");
  }

  @Test
  void refusesAPathThatNoSocketCanHave() {
    Path deep = dir.resolve("x".repeat(100));
    assertThatThrownBy(() -> UnixSocketFile.prepare(Optional.of(deep), Optional.empty()))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("expected at most 107");
  }

  @Test
  void takesTheFirstFolderThatItMayWrite() throws Exception {
    UnixSocketFile file =
        UnixSocketFile.prepare(List.of(dir.resolve("gone"), dir), Optional.empty());
    assertThat(file.path().getParent()).isEqualTo(dir);
    file.delete();
    assertThatThrownBy(
            () ->
                UnixSocketFile.prepare(
                    List.of(dir.resolve("gone"), dir.resolve("too")), Optional.empty()))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("gone")
        .hasMessageEndingWith("set PLUGIN_UNIX_SOCKET_DIR to a folder that this account may write");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThatThrownBy(
            () -> UnixSocketFile.prepare(Optional.of(dir.resolve("gone")), Optional.empty()))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("no socket can be made in");
  }
}
