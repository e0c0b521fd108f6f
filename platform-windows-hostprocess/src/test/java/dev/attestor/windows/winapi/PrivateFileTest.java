package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.windows.RequiresWindows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresWindows
class PrivateFileTest {

  private static final Sid EVERYBODY = new Sid("S-1-1-0");
  private static final Sid OWNER_RIGHTS = new Sid("S-1-3-4");

  @TempDir private Path folder;

  @Test
  void letsOnlyItsOwnerAndTheSystemOpenIt() throws Exception {
    Path open = Files.writeString(folder.resolve("open"), "x");
    assertThat(granted(open)).contains(EVERYBODY);
    Path file = folder.resolve("private");

    try (OutputStream out = PrivateFile.create(file)) {
      assertThat(granted(file))
          .isNotEmpty()
          .isSubsetOf(
              Sid.LOCAL_SYSTEM, Sid.ADMINISTRATORS, OWNER_RIGHTS, FileSecurity.ownAccount());
      out.write("kept".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(file).hasContent("kept");
    Files.delete(file);
    assertThat(file).doesNotExist();
  }

  @Test
  void replacesNoFile() throws Exception {
    Path file = Files.writeString(folder.resolve("mine"), "mine");

    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> PrivateFile.create(file));
    assertThat(file).hasContent("mine");
  }

  @Test
  void createsFilesWithLongPaths() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("a".repeat(130)).resolve("b".repeat(130)));
    Path file = deep.resolve("..").resolve(deep.getFileName()).resolve("private");

    try (OutputStream out = PrivateFile.create(file)) {
      out.write("kept".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(deep.resolve("private")).hasContent("kept");
  }

  @Test
  void leavesNoFileThatCannotBeWritten() {
    Path file = folder.resolve("private");
    IOException failure = new IOException("not opened");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                PrivateFile.create(
                    file,
                    created -> {
                      assertThat(created).exists();
                      throw failure;
                    }))
        .isSameAs(failure)
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    assertThat(file).doesNotExist();
  }

  @Test
  void saysWhyThereIsNoFile() {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> PrivateFile.create(folder.resolve("none").resolve("file")))
        .withMessageContaining("none");
  }

  private static List<Sid> granted(Path file) {
    return FileSecurity.of(file).granted().orElseThrow().stream()
        .map(AccessEntry::account)
        .distinct()
        .toList();
  }
}
