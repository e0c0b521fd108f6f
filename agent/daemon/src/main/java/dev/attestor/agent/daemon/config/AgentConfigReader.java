package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.account.AccountLookupException;
import dev.attestor.core.config.ConfigTexts;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.PluginData;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the agent's configuration: an {@code agent} block, and the {@code k8s} workload attestor in
 * any form that SPIRE users write.
 */
public final class AgentConfigReader {

  /** Names that no configuration of a SPIRE agent has. */
  private static final Set<String> OURS =
      Set.of(
          "pipe_name",
          "socket_mode",
          "socket_group",
          "http_port",
          "http_address",
          "http_tls",
          "ready_file",
          "peers_by_number",
          "watch_interval",
          "whois",
          "limits");

  private final Environment environment;
  private final ConfigTexts files;
  private final AccountLookup accounts;

  /**
   * Creates a reader.
   *
   * @param environment the source of node names
   * @param files reads the file of {@code plugin_data_file}
   * @param accounts finds the accounts that the configuration names
   */
  public AgentConfigReader(Environment environment, ConfigTexts files, AccountLookup accounts) {
    this.environment = environment;
    this.files = files;
    this.accounts = accounts;
  }

  /**
   * Whether a text is the node agent's configuration rather than that of a SPIRE agent, which also
   * has an {@code agent} block. Without anything that only one of them has, it counts as SPIRE's.
   */
  public static boolean isOurs(String text) throws HclSyntaxException {
    Problems ignored = new Problems();
    Fields top = new Fields(Hcl.parse(text).entries(), "", ignored);
    return top.has("workload_attestor")
        || top.block("agent").stream().anyMatch(agent -> OURS.stream().anyMatch(agent::has));
  }

  /**
   * Reads a whole text.
   *
   * @throws ConfigException with every problem; an {@link AccountLookupException} as its cause
   *     tells that another attempt may succeed
   */
  public Parsed<AgentConfig> read(String text) throws ConfigException {
    Problems problems = new Problems();
    HclObject tree;
    try {
      tree = Hcl.parse(text);
    } catch (HclSyntaxException e) {
      problems.error(null, String.valueOf(e.getMessage()));
      throw new ConfigException(problems.all());
    }
    Fields top = new Fields(tree.entries(), "", problems);
    top.accept("plugins");
    top.accept("WorkloadAttestor");
    top.accept("workload_attestor");
    RememberedFailure asked = new RememberedFailure(accounts);
    AgentSection agent = AgentSection.read(top, asked, problems);
    top.refuseOthers();

    List<ConfigProblem> all = new ArrayList<>();
    Parsed<K8sConfig> k8s = k8s(tree, problems, all);
    if (k8s != null) {
      PluginOnly.read(k8s, problems);
    }
    all.addAll(0, problems.all());
    if (k8s == null || problems.hasErrors()) {
      throw asked.with(all);
    }
    all.addAll(PluginOnly.remarksThatMatter(k8s));
    Map<String, Position> places = new HashMap<>(k8s.places());
    places.putAll(problems.places());
    return new Parsed<>(agent.with(k8s.config()), all, places);
  }

  /** Returns null if it is invalid; the problems then say why. */
  private @Nullable Parsed<K8sConfig> k8s(
      HclObject tree, Problems problems, List<ConfigProblem> ofPlugin) {
    Problems around = new Problems();
    Optional<PluginData> data = PluginData.ofAgent(tree, around);
    if (data.isEmpty()) {
      ofPlugin.addAll(around.all());
      problems.error(
          null, "there is no workload attestor, expected workload_attestor \"k8s\" { ... }");
      return null;
    }
    try {
      return new K8sConfigReader(environment).read(data.get(), around, files);
    } catch (ConfigException e) {
      ofPlugin.addAll(e.problems());
      return null;
    }
  }
}
