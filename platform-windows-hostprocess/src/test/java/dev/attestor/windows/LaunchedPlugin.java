package dev.attestor.windows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The packaged plugins, started as SPIRE starts them. */
final class LaunchedPlugin {

  /** The Java that runs the tests. */
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java.exe").toString();

  private LaunchedPlugin() {}

  /** The command lines of a plugin: its launcher, and Java with its argument file. */
  static Stream<List<String>> waysToStart(String plugin) {
    return Stream.of(
        List.of(System.getProperty("attestor.home", "") + "/bin/" + plugin + ".cmd"),
        List.of(JAVA, "@" + System.getProperty("attestor.args", "") + "/" + plugin + ".args"));
  }

  /** A program that ci/wine/test has built. */
  static String program(String name) {
    return System.getProperty("attestor.programs", "") + "/" + name + ".exe";
  }

  static Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("WorkloadAttestor", "WorkloadAttestor");
    builder.environment().put("PLUGIN_PROTOCOL_VERSIONS", "1");
    return builder.start();
  }
}
