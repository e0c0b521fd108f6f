package dev.attestor.cli;

import dev.attestor.cli.demo.Demo;
import dev.attestor.cli.demo.DemoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code attestor demo}: an attestation with no cluster at hand. */
@Command(
    name = "demo",
    description = {
      "Attest a process with no cluster at hand.",
      "Starts a process in a real cgroup laid out like a pod's, or on Windows in a job named as a"
          + " container's, and a kubelet stand-in that lists that pod over TLS; then attests the"
          + " process in the ordinary way. Needs root, or an administrator on Windows, and leaves"
          + " nothing behind."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  DemoCommand() {}

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    Console console = Console.of(Objects.requireNonNull(spec));
    try {
      return new Demo(
              Host.current().demoContainers(),
              line -> console.say("demo: " + line),
              (config, pid) -> attest(console, config, pid))
          .run();
    } catch (DemoException e) {
      console.error(String.valueOf(e.getMessage()));
      console.hint(e.hint());
      return ExitCode.FAILED;
    }
  }

  private static int attest(Console console, Path config, int pid) {
    try {
      return AttestCommand.run(console, config, List.of(pid), AttestCommand.Output.text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
