package dev.attestor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The main class of {@code attestor-health}, which does the same as {@code attestor health} for
 * probes on Unix. Uses only the JDK and {@link HealthProbe}, so that it starts fast and needs
 * little memory.
 */
public final class HealthMain {

  private static final Path SOCKET = Path.of("/run/attestor/agent.sock");

  private HealthMain() {}

  /** Exits with 0 if the agent answers, 1 if it does not, 2 for a wrong argument. */
  @SuppressForbidden(reason = "a program of its own, which decides its exit code")
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    if (args.length != 0 && !(args.length == 2 && args[0].equals("--socket"))) {
      System.err.println("attestor: error: expected nothing, or --socket and the socket's path");
      return ExitCode.USAGE;
    }
    Path socket = args.length == 0 ? SOCKET : Path.of(args[1]);
    try {
      HealthProbe.ask(socket, Duration.ofSeconds(HealthCommand.TIMEOUT_SECONDS));
      return ExitCode.OK;
    } catch (IOException e) {
      System.err.println(
          "attestor: error: no agent answers at \"%s\": %s".formatted(socket, e.getMessage()));
      return ExitCode.FAILED;
    }
  }
}
