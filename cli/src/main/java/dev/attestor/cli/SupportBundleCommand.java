package dev.attestor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attestor support-bundle}: one file to send with a report. */
@Command(
    name = "support-bundle",
    description = {
      "Collect what a report needs in a zip file: explanations of processes, the doctor's findings,"
          + " the configuration, versions. Only you can read it, and on Windows SYSTEM and administrators.",
      "No password, token or key is in it, and no comment of the configuration. Names of pods,"
          + " labels and addresses are: look at it before you send it."
    },
    footer = {"", "Exit status: 0 written, 1 failed, 2 usage."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SupportBundleCommand implements Callable<Integer> {

  private static final int MAX_PIDS = 50;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description =
          "The node agent's configuration, the k8s plugin_data, or a SPIRE agent's configuration.")
  private Path config = Path.of("");

  @Option(
      names = "--file",
      required = true,
      paramLabel = "ZIP",
      description = "The file to write, which must not exist.")
  private Path target = Path.of("");

  @Option(
      names = "--pid",
      paramLabel = "N",
      description = "A process whose attestation is explained. May be given several times.")
  private List<Integer> pids = new ArrayList<>();

  @Mixin private ExpandOption expand = new ExpandOption();

  @Mixin private AddressOptions address = new AddressOptions();

  SupportBundleCommand() {}

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    Console console = Console.of(own);
    if (pids.size() > MAX_PIDS) {
      console.error(
          "%s processes were given, expected at most %s".formatted(pids.size(), MAX_PIDS));
      return ExitCode.USAGE;
    }
    ConfigFile file = expand.file(config).once();
    return new SupportReport(file)
        .write(
            target,
            console,
            parsed -> DoctorCommand.lines(file, parsed, address, own),
            (bundle, parsed) -> List.copyOf(new LinkedHashSet<>(pids)));
  }
}
