package dev.attestor.core.config;

import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.time.Duration;
import java.util.List;

/**
 * Reads the {@code plugin_data} of the {@code k8s} workload attestor, as SPIRE passes it: HCL 1 or
 * JSON. What SPIRE takes is taken; what would have no effect is said.
 */
public final class K8sConfigReader {

  private static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(500);
  private static final Duration DEFAULT_RELOAD_INTERVAL = Duration.ofMinutes(1);

  private final Environment environment;

  /** Looks node names up in the given environment. */
  public K8sConfigReader(Environment environment) {
    this.environment = environment;
  }

  /**
   * Reads a whole text; an empty one gives the defaults.
   *
   * @throws ConfigException with every problem there is
   */
  public ParsedConfig read(String text) throws ConfigException {
    Problems problems = new Problems();
    return read(Fields.parse(text, problems), problems);
  }

  /**
   * Reads entries that were parsed before.
   *
   * @throws ConfigException with every problem there is
   */
  public ParsedConfig read(List<HclEntry> entries) throws ConfigException {
    Problems problems = new Problems();
    return read(new Fields(entries, "", problems), problems);
  }

  private ParsedConfig read(Fields fields, Problems problems) throws ConfigException {
    KubeletAccess kubelet = new KubeletSection(fields, problems, environment).read();
    Duration pollInterval =
        PositiveDuration.read(fields, problems, "poll_retry_interval", DEFAULT_POLL_INTERVAL);
    Duration reloadInterval =
        PositiveDuration.read(fields, problems, "reload_interval", DEFAULT_RELOAD_INTERVAL);
    int attempts = PollAttempts.read(fields, problems);
    boolean podSelectorsOnly = fields.bool("disable_container_selectors");
    K8sConfig config =
        new K8sConfig(
            kubelet,
            reloadInterval,
            pollInterval,
            PollAttempts.patience(pollInterval, attempts),
            podSelectorsOnly,
            fields.bool("attest_ephemeral_containers"),
            CgroupSection.read(fields, problems),
            RuntimeSection.read(fields, problems, podSelectorsOnly),
            NamespaceSection.read(fields, problems),
            new SigstoreSection(fields, problems, environment).read(podSelectorsOnly));
    OtherSpireKeys.read(fields, problems);
    fields.refuseOthers();
    return new ParsedConfig(config, problems.remarks(), problems.places());
  }
}
