package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A finished Windows program.
 *
 * @param out its stdout, in UTF-8
 */
record Program(int status, String out, String err) {

  /** Java 25 says so of Wine 10, wherever it counts processors. */
  private static final Pattern LACKING_IN_WINE =
      Pattern.compile(
          "(?m)^OpenJDK .* warning: Attempt to get process group affinity failed: .*\n");

  /** Runs the packaged attestor through its launcher. */
  static Program attestor(String... arguments) throws IOException, InterruptedException {
    return attestor(Map.of(), arguments);
  }

  /** The same with variables in its environment. */
  static Program attestor(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("attestor.home", "") + "/bin/attestor.cmd");
    command.addAll(List.of(arguments));
    return run(Path.of(System.getProperty("java.io.tmpdir")), environment, command);
  }

  /** Runs a command line in a folder, for at most two minutes. */
  static Program run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("program", ".out");
    Path err = Files.createTempFile("program", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
      return new Program(process.exitValue(), text(out), text(err));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    // Malformed input would throw.
    String text = Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
    return LACKING_IN_WINE.matcher(text).replaceAll("");
  }
}
