package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A finished program.
 *
 * @param out its stdout
 */
record Program(int status, String out, String err) {

  /** Runs a command line, for at most two minutes. */
  static Program run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("program", ".out");
    Path err = Files.createTempFile("program", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
      return new Program(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  static Program run(String... command) throws IOException, InterruptedException {
    return run(List.of(command));
  }

  /** Runs the packaged attestor. */
  static Program attestor(String... arguments) throws IOException, InterruptedException {
    return run(Stream.concat(Stream.of(launcher().toString()), Stream.of(arguments)).toList());
  }

  /** The folder that the build creates. */
  static Path home() {
    return Path.of(System.getProperty("attestor.home"));
  }

  static Path launcher() {
    return home().resolve("bin/attestor");
  }

  /** The lines of stdout. */
  List<String> lines() {
    return out.lines().toList();
  }
}
