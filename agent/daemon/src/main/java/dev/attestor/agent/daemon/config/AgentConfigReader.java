package dev.attestor.agent.daemon.config;

import dev.attestor.core.config.ConfigTexts;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.PluginData;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the agent's configuration: an {@code agent} block, and the {@code k8s} workload attestor in
 * any form that SPIRE users write.
 */
public final class AgentConfigReader {

  private final Environment environment;
  private final ConfigTexts files;

  /**
   * Creates a reader.
   *
   * @param environment the source of node names
   * @param files reads the file of {@code plugin_data_file}
   */
  public AgentConfigReader(Environment environment, ConfigTexts files) {
    this.environment = environment;
    this.files = files;
  }

  /**
   * Reads a whole text.
   *
   * @throws ConfigException with every problem
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
    AgentSection agent = AgentSection.read(top, problems);
    top.refuseOthers();

    List<ConfigProblem> all = new ArrayList<>();
    Parsed<K8sConfig> k8s = k8s(tree, problems, all);
    all.addAll(0, problems.all());
    if (k8s == null || problems.hasErrors()) {
      throw new ConfigException(all);
    }
    all.addAll(k8s.remarks());
    return new Parsed<>(agent.with(k8s.config()), all);
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
