package dev.attestor.cli;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.Causes;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attestor attest}: prints the selectors of processes. */
@Command(
    name = "attest",
    description = "Tell which pod and container processes belong to, as selectors.",
    footer = {
      "",
      "Exit status: 0 attested, 3 in no pod, 1 failed, 2 usage; of several processes the worst."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AttestCommand implements Callable<Integer> {

  /** The output format. */
  enum Output {
    text,
    json
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The k8s plugin's data, or a SPIRE agent's configuration that holds it.")
  private Path config = Path.of("");

  @Option(
      names = "--pid",
      required = true,
      paramLabel = "N",
      description = "The process, as numbered here. May be given several times.")
  private List<Integer> pids = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Output output = Output.text;

  @Mixin private ExpandOption expand = new ExpandOption();

  AttestCommand() {}

  @Override
  public Integer call() throws IOException {
    return run(Console.of(Objects.requireNonNull(spec)), expand.file(config), pids, output);
  }

  /** Runs the command with parsed arguments; the demo uses it too. */
  static int run(Console console, ConfigFile file, List<Integer> pids, Output output)
      throws IOException {
    try {
      Parsed<K8sConfig> parsed = file.read();
      tell(console, file.path(), parsed.remarks());
      List<PidResult> results = attest(parsed, pids);
      if (output == Output.json) {
        PidResult.printJson(console, results);
      } else {
        PidResult.printText(console, results);
      }
      return PidResult.exitCode(results);
    } catch (ConfigException e) {
      tell(console, file.path(), e.problems());
      return ExitCode.FAILED;
    }
  }

  /** Prints problems, but no notes. */
  static void tell(Console console, Path file, List<ConfigProblem> problems) {
    for (ConfigProblem problem : problems) {
      if (problem.severity() != ConfigProblem.Severity.NOTE) {
        console.say("%s: %s".formatted(file, problem));
      }
    }
  }

  private static List<PidResult> attest(Parsed<K8sConfig> parsed, List<Integer> pids) {
    K8sConfig config = parsed.config().withoutPrefetch();
    try (WorkloadAttestor attestor = WorkloadAttestor.open(Host.current().ports(config), config)) {
      // Start all attestations at once, so that they share the kubelet's answers.
      List<CompletableFuture<Attestation>> answers = pids.stream().map(attestor::attest).toList();
      List<PidResult> results = new ArrayList<>();
      for (int i = 0; i < pids.size(); i++) {
        results.add(await(pids.get(i), answers.get(i)));
      }
      return results;
    }
  }

  private static PidResult await(int pid, CompletableFuture<Attestation> answer) {
    try {
      return PidResult.of(pid, answer.join());
    } catch (CompletionException e) {
      return PidResult.failed(pid, String.valueOf(Causes.unwrap(e).getMessage()));
    }
  }
}
