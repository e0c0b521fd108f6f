package dev.attestor.windows;

import dev.attestor.standin.StandInNode;
import dev.attestor.windows.winapi.OwnJob;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node for an agent that another program starts: a kubelet stand-in, and a job like a
 * container's. Writes the agent's configuration, prints {@code ready}, and runs a command in the
 * job for each line that it reads. Prints {@code exit N} after the command's output.
 */
public final class NodeMain {

  private NodeMain() {}

  /** Arguments: the configuration to write, the folder to run the command in, and the command. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args)
      throws IOException, GeneralSecurityException, InterruptedException {
    List<String> command = Arrays.asList(args).subList(2, args.length);
    // Not System.in, which asks for the available bytes; Wine cannot answer that for a pipe of the
    // host.
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
    try (StandInNode node = StandInNode.start();
        OwnJob job = OwnJob.create("\\Container_" + node.containerId())) {
      Files.writeString(
          Path.of(args[0]),
          "agent {\n}\nworkload_attestor \"k8s\" {\n  plugin_data {\n%s  }\n}\n"
              .formatted(Files.readString(node.writeConfig("/")).indent(4)));
      System.out.println("ready");
      while (in.readLine() != null) {
        System.out.println("exit " + run(job, Path.of(args[1]), command));
      }
    }
  }

  private static int run(OwnJob job, Path folder, List<String> command)
      throws IOException, InterruptedException {
    // It waits for a line, so that it is in the job before it starts anything.
    Process process =
        new ProcessBuilder("cmd.exe", "/c", "set /p line= & " + String.join(" ", command))
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      job.add(process.pid());
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly();
    }
  }
}
