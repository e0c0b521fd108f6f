package dev.attestor.windows;

import java.io.IOException;
import java.util.List;

/** The packaged plugin, started as a SPIRE agent starts it. */
final class LaunchedPlugin {

  private LaunchedPlugin() {}

  static Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("WorkloadAttestor", "WorkloadAttestor");
    builder.environment().put("PLUGIN_PROTOCOL_VERSIONS", "1");
    return builder.start();
  }
}
