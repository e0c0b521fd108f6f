package dev.attestor.spire.sat.agent;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.spire.sat.Remarks;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.Configurable;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.PluginConfiguration;
import dev.attestor.spire.sdk.Validation;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's side of {@code k8s_sat}: its configuration and its service. */
public final class SatAgentPlugin implements Configurable {

  private static final Logger LOG = LoggerFactory.getLogger(SatAgentPlugin.class);

  private final Path usualTokenFile;
  private final Configured<AgentConfig> config = new Configured<>();

  /**
   * Makes a plugin that is not configured yet.
   *
   * @param environment tells a Windows HostProcess container
   */
  public SatAgentPlugin(Map<String, String> environment) {
    this.usualTokenFile = TokenFile.usual(environment);
  }

  /** What the host calls. */
  public BindableService service() {
    return new SatAgentService(config);
  }

  @Override
  public void configure(PluginConfiguration configuration) throws BadConfigurationException {
    try {
      AgentConfig read = AgentConfig.read(configuration.hcl(), usualTokenFile);
      Remarks.log(LOG, read.remarks());
      config.set(read);
    } catch (ConfigException e) {
      throw new BadConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Validation validate(PluginConfiguration configuration) {
    try {
      AgentConfig read = AgentConfig.read(configuration.hcl(), usualTokenFile);
      return new Validation(true, Remarks.notes(read.remarks()));
    } catch (ConfigException e) {
      return new Validation(false, Remarks.notes(e.problems()));
    }
  }
}
