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

/** {@code attestor demo}: an attestation without a cluster. */
@Command(
    name = "demo",
    description = {
      "Attest a process without a cluster.",
      "Starts a process in a real cgroup with the layout of a pod, or on Windows in a job named"
          + " like a container's. Starts a kubelet stand-in that lists the pod over TLS. Attests the"
          + " process as on a real node. Removes everything at the end. Needs root, or an"
          + " administrator on Windows."
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
      Demo demo =
          new Demo(
              Host.current().demoContainers(),
              line -> console.say("demo: " + line),
              (config, pid) -> attest(console, config, pid));
      Progress progress = console.progress("demo: making a pod and a kubelet, and attesting");
      try {
        return demo.run();
      } finally {
        progress.end();
      }
    } catch (DemoException e) {
      console.error(String.valueOf(e.getMessage()));
      console.hint(e.hint());
      return ExitCode.FAILED;
    }
  }

  private static int attest(Console console, Path config, int pid) {
    try {
      return AttestCommand.run(
          console, new ConfigFile(config, false), List.of(pid), AttestCommand.Output.text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
