package dev.attestor.core.config;

import dev.attestor.core.config.PluginData.DataFile;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Reads the {@code plugin_data} of the {@code k8s} workload attestor, in the form that SPIRE
 * passes: HCL 1 or JSON. Accepts what SPIRE accepts, and reports settings that have no effect.
 */
public final class K8sConfigReader {

  private static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(500);
  private static final Duration DEFAULT_RELOAD_INTERVAL = Duration.ofMinutes(1);

  private final Environment environment;

  /** Reads node names from the given environment. */
  public K8sConfigReader(Environment environment) {
    this.environment = environment;
  }

  /**
   * Reads a whole text; an empty one gives the defaults.
   *
   * @throws ConfigException with every problem
   */
  public Parsed<K8sConfig> read(String text) throws ConfigException {
    Problems problems = new Problems();
    try {
      return read(Hcl.parse(text).entries(), problems);
    } catch (HclSyntaxException e) {
      // The message contains line and column.
      problems.error(null, String.valueOf(e.getMessage()));
      throw new ConfigException(problems.all());
    }
  }

  /**
   * Reads the entries found in a text, or the file that it names.
   *
   * @param problems the problems around the entries, so that all are reported at once
   * @throws ConfigException with every problem
   */
  public Parsed<K8sConfig> read(PluginData data, Problems problems, ConfigTexts files)
      throws ConfigException {
    if (data.file().isEmpty()) {
      return read(data.entries(), problems);
    }
    DataFile file = data.file().get();
    try {
      Parsed<K8sConfig> parsed = read(files.read(file.path()));
      parsed.remarks().forEach(remark -> problems.add(within(file, remark)));
      return new Parsed<>(parsed.config(), problems.remarks(), Map.of());
    } catch (ConfigException e) {
      e.problems().forEach(problem -> problems.add(within(file, problem)));
      throw new ConfigException(problems.all());
    }
  }

  private static boolean prefetch(Fields fields) {
    return !fields.has("prefetch") || fields.bool("prefetch");
  }

  private static ConfigProblem within(DataFile file, ConfigProblem problem) {
    Position line = problem.position();
    return new ConfigProblem(
        problem.severity(),
        file.position(),
        "in \"%s\"%s: %s"
            .formatted(
                file.path(), line == null ? "" : ", line " + line.line(), problem.message()));
  }

  private Parsed<K8sConfig> read(List<HclEntry> entries, Problems problems) throws ConfigException {
    Variables.warnOfLiteral(entries, problems);
    return read(new Fields(entries, "", problems), problems);
  }

  private Parsed<K8sConfig> read(Fields fields, Problems problems) throws ConfigException {
    boolean kubeletDisabled = DisabledKubelet.read(fields, problems);
    KubeletAccess kubelet =
        kubeletDisabled
            ? DisabledKubelet.ACCESS
            : new KubeletSection(fields, problems, environment).read();
    Duration pollInterval =
        PositiveDuration.read(fields, problems, "poll_retry_interval", DEFAULT_POLL_INTERVAL);
    Duration reloadInterval =
        PositiveDuration.read(fields, problems, "reload_interval", DEFAULT_RELOAD_INTERVAL);
    int attempts = PollAttempts.read(fields, problems);
    boolean podSelectorsOnly = fields.bool("disable_container_selectors");
    K8sConfig config =
        new K8sConfig(
            kubelet,
            kubeletDisabled,
            PodsApiSection.read(fields, problems, kubelet),
            reloadInterval,
            pollInterval,
            PollAttempts.patience(pollInterval, attempts),
            podSelectorsOnly,
            fields.bool("attest_ephemeral_containers"),
            CgroupSection.read(fields, problems),
            prefetch(fields) && !kubeletDisabled,
            RuntimeSection.read(fields, problems, podSelectorsOnly),
            NamespaceSection.read(fields, problems),
            new SigstoreSection(fields, problems, environment).read(podSelectorsOnly),
            new BrokerSection(fields, problems).read(kubeletDisabled));
    OtherSpireKeys.read(fields, problems);
    fields.refuseOthers();
    return new Parsed<>(config, problems.remarks(), problems.places());
  }
}
