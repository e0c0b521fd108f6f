package dev.attestor.spire.sat.agent;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.spire.sat.ConfigurationNotes;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.ConfigValidation;
import dev.attestor.spire.sdk.Configurable;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.PluginConfiguration;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent side of {@code k8s_sat}: its configuration and its service. */
public final class SatAgentPlugin implements Configurable {

  private static final Logger LOG = LoggerFactory.getLogger(SatAgentPlugin.class);

  private final SatListener listener;
  private final Path usualTokenFile;
  private final Path projectedTokenFile;
  private final Configured<SatAgentConfig> config = new Configured<>();

  /**
   * Creates a plugin without a configuration.
   *
   * @param environment identifies a Windows HostProcess container
   * @param listener is told what happens, with any configuration
   */
  public SatAgentPlugin(Map<String, String> environment, SatListener listener) {
    this.listener = listener;
    this.usualTokenFile = AgentTokenFile.usual(environment);
    this.projectedTokenFile = AgentTokenFile.projected(environment);
  }

  /** The service that the host calls. */
  public BindableService service() {
    return new SatAgentService(config, listener);
  }

  @Override
  public void configure(PluginConfiguration configuration) throws BadConfigurationException {
    try {
      SatAgentConfig read = read(configuration);
      ConfigurationNotes.log(LOG, read.remarks());
      config.set(read);
    } catch (ConfigException e) {
      throw new BadConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  private SatAgentConfig read(PluginConfiguration configuration) throws ConfigException {
    return SatAgentConfig.read(configuration.hcl(), usualTokenFile, projectedTokenFile);
  }

  @Override
  public ConfigValidation validate(PluginConfiguration configuration) {
    try {
      SatAgentConfig read = read(configuration);
      return new ConfigValidation(true, ConfigurationNotes.notes(read.remarks()));
    } catch (ConfigException e) {
      return new ConfigValidation(false, ConfigurationNotes.notes(e.problems()));
    }
  }
}
