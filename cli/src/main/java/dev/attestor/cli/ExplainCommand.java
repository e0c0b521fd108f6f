package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.explain.Explainer;
import dev.attestor.core.explain.Explanation;
import dev.attestor.core.explain.Steps;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attestor explain}: one attestation, step by step. */
@Command(
    name = "explain",
    description = {
      "Attest processes, and show every step with the evidence that it saw.",
      "No password, token or key is shown. Names, labels and addresses are."
    },
    footer = {
      "",
      "Exit status: 0 attested, 3 in no pod, 1 failed, 2 usage; of several processes the worst."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExplainCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The k8s plugin's data, or a SPIRE agent's configuration that holds it.")
  private Path config = Path.of("");

  @Parameters(paramLabel = "PID", arity = "1..*", description = "The processes, as numbered here.")
  private List<Integer> pids = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private AttestCommand.Output output = AttestCommand.Output.text;

  @Mixin private ExpandOption expand = new ExpandOption();

  ExplainCommand() {}

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(Objects.requireNonNull(spec));
    ConfigFile file = expand.file(config);
    try {
      Parsed<K8sConfig> parsed = file.read();
      AttestCommand.tell(console, file.path(), parsed.remarks());
      List<Explanation> all = new ArrayList<>();
      for (int pid : pids) {
        all.add(explain(parsed.config(), pid));
      }
      if (output == AttestCommand.Output.json) {
        console.result(ExplanationText.json(all));
      } else {
        all.forEach(each -> console.result(ExplanationText.of(each)));
      }
      return exitCode(all);
    } catch (ConfigException e) {
      AttestCommand.tell(console, file.path(), e.problems());
      return ExitCode.FAILED;
    }
  }

  /** Explains one attestation, which gathers everything anew. */
  static Explanation explain(K8sConfig config, int pid) {
    K8sConfig once = config.withoutPrefetch();
    Steps steps = new Steps();
    return new Explainer(once, steps)
        .explain(pid, () -> Host.current().ports(once, finding -> steps.add("signature", finding)));
  }

  private static int exitCode(List<Explanation> all) {
    if (all.stream().allMatch(each -> each.outcome() == Outcome.IN_POD)) {
      return ExitCode.OK;
    }
    boolean known =
        all.stream()
            .allMatch(
                each -> each.outcome() == Outcome.IN_POD || each.outcome() == Outcome.NOT_IN_POD);
    return known ? ExitCode.NOT_IN_POD : ExitCode.FAILED;
  }
}
