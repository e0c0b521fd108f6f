package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that take long say on a terminal what they are doing, and nothing in a pipe. */
@Timeout(300)
@SuppressWarnings("try") // The silent kubelet is closed early, to end the wait for its answer.
class ProgressIT {

  private static final Pattern LINE =
      Pattern.compile("\\rattestor: checking this node \\((\\d+) s\\)");

  /** Runs a command on a terminal of its own, and copies to stdout what it writes there. */
  private static final String ON_A_TERMINAL =
      "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

  @TempDir private Path folder;

  @Test
  void showsProgressOnATerminalAndRemovesIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3, for a terminal");
    try (ServerSocket silent = silentKubelet()) {
      Process doctor =
          new ProcessBuilder(
                  "python3",
                  "-c",
                  ON_A_TERMINAL,
                  "sh",
                  "-c",
                  "exec \"$0\" doctor --config \"$1\" >\"$2\"",
                  Program.launcher().toString(),
                  config(silent).toString(),
                  folder.resolve("findings").toString())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectError(folder.resolve("error").toFile())
              .start();
      StringBuilder terminal = new StringBuilder();
      read(doctor.getInputStream(), terminal, text -> seconds(text).size() >= 2);
      silent.close();
      read(doctor.getInputStream(), terminal, text -> false);
      assertThat(doctor.waitFor()).as(Files.readString(folder.resolve("error"))).isEqualTo(1);

      assertThat(seconds(terminal)).hasSizeGreaterThan(1).isSorted();
      assertThat(terminal.toString()).doesNotContain("%");
      assertThat(terminal.toString()).matches("(?s).*\\(\\d+ s\\)\\r\\r +\\r");
      assertThat(Files.readString(folder.resolve("findings")))
          .contains("problem: kubelet: ")
          .doesNotContain("checking this node");
    }
  }

  @Test
  void showsNothingInAPipe() throws Exception {
    try (ServerSocket silent = silentKubelet()) {
      Process doctor =
          new ProcessBuilder(
                  Program.launcher().toString(), "doctor", "--config", config(silent).toString())
              .redirectOutput(folder.resolve("findings").toFile())
              .start();
      assertThat(doctor.waitFor(3, TimeUnit.SECONDS)).isFalse();
      silent.close();
      assertThat(new String(doctor.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEmpty();
      assertThat(doctor.waitFor()).isEqualTo(1);
    }
  }

  /** Accepts connections and never answers, until it is closed. */
  private static ServerSocket silentKubelet() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private Path config(ServerSocket kubelet) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "not.a.token");
    return Files.write(
        folder.resolve("k8s.hcl"),
        List.of(
            "kubelet_secure_port = " + kubelet.getLocalPort(),
            "skip_kubelet_verification = true",
            "kubelet_pods_api = \"off\"",
            "token_path = \"%s\"".formatted(token)));
  }

  /** The different times that were shown; a busy machine may leave some out. */
  private static List<Integer> seconds(CharSequence terminal) {
    return LINE.matcher(terminal)
        .results()
        .map(line -> Integer.parseInt(line.group(1)))
        .distinct()
        .toList();
  }

  /** Reads until that is enough, or until the end. */
  private static void read(InputStream in, StringBuilder read, Predicate<CharSequence> enough)
      throws IOException {
    while (!enough.test(read)) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      read.append((char) next);
    }
  }
}
