package dev.attestor.input.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attestor.input.file.SmallFileException.Problem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallFileTest {

  private static final int LIMIT = 64 << 10;

  @TempDir private Path folder;

  @Test
  void readsTextWithAndWithoutAByteOrderMark() throws IOException {
    assertThat(SmallFile.text(write("plain", "a \u20ac\r\n", StandardCharsets.UTF_8), LIMIT))
        .isEqualTo("a \u20ac\r\n");
    assertThat(SmallFile.text(write("marked", "\ufeffa \u20ac", StandardCharsets.UTF_8), LIMIT))
        .isEqualTo("a \u20ac");
    assertThat(SmallFile.text(write("empty", "", StandardCharsets.UTF_8), LIMIT)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
  void namesUtf16(String charset) throws IOException {
    Path file = write("file", "{\"keys\": []}", Charset.forName(charset));

    assertRefused(file, Problem.NOT_TEXT, "is saved as UTF-16, expected UTF-8");
  }

  @Test
  void namesTheLineOfAByteThatIsNotUtf8() throws IOException {
    Path file = write("file", "a\nb\n\u00e4 = 1\n", StandardCharsets.ISO_8859_1);

    assertRefused(file, Problem.NOT_TEXT, "is not UTF-8: line 3 has the byte 0xe4");
    assertThat(SmallFile.bytes(file, LIMIT)).hasSize(10);
  }

  @Test
  void refusesTextThatIsCutWithinACharacter() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {'a', (byte) 0xe2, (byte) 0x82});

    assertRefused(file, Problem.NOT_TEXT, "is not UTF-8: line 1 has the byte 0xe2");
  }

  @Test
  void saysWhatIsWrongWithTheFileItself() throws IOException {
    assertRefused(folder.resolve("none"), Problem.MISSING, "does not exist");
    assertRefused(folder, Problem.NOT_A_FILE, "is a folder, expected a file");
    Path large = Files.write(folder.resolve("large"), new byte[LIMIT + 1]);
    assertRefused(large, Problem.TOO_LARGE, "is larger than 64 KiB");
    assertThat(SmallFile.bytes(large, LIMIT + 1)).hasSize(LIMIT + 1);
  }

  @Test
  void refusesAFileOfAnotherAccount() throws IOException {
    Path file = write("file", "x", StandardCharsets.UTF_8);
    assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "needs an account other than root");

    assertRefused(file, Problem.FORBIDDEN, "may not be read by this account");
  }

  @Test
  @Timeout(30)
  void waitsForTheWriterOfAPipeOnlyIfAsked() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "needs mkfifo");
    assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertRefused(pipe, Problem.NOT_A_FILE, "is not a regular file");
    Process writer = new ProcessBuilder("sh", "-c", "echo hello >\"$0\"", pipe.toString()).start();
    try {
      assertThat(SmallFile.textOfFileOrPipe(pipe, LIMIT)).isEqualTo("hello\n");
    } finally {
      writer.destroyForcibly();
    }
  }

  private Path write(String name, String text, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(charset));
  }

  private static void assertRefused(Path file, Problem problem, String predicate) {
    assertThatExceptionOfType(SmallFileException.class)
        .isThrownBy(() -> SmallFile.text(file, LIMIT))
        .withMessage("the file \"%s\" %s", file, predicate)
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem))
        .satisfies(e -> assertThat(e.predicate()).isEqualTo(predicate));
  }
}
