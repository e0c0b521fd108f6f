package dev.attestor.spire.workload;

import dev.attestor.core.attest.Current;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.BrokerConfig;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.spi.Ports;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.ConfigValidation;
import dev.attestor.spire.sdk.Configurable;
import dev.attestor.spire.sdk.PluginConfiguration;
import dev.attestor.spire.workload.broker.Answers;
import dev.attestor.spire.workload.broker.Caller;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code k8s} workload attestor: its configuration and its service. */
public final class K8sPlugin implements Configurable {

  private static final Logger LOG = LoggerFactory.getLogger(K8sPlugin.class);

  private final Environment environment;
  private final Function<K8sConfig, Ports> platform;
  private final Function<BrokerConfig, ApiCalls> api;
  private final AttestorListener listener;
  private final Current<Answers> current = new Current<>(Answers::close);

  /**
   * Creates a plugin without a configuration.
   *
   * @param platform creates the ports of an attestor for a configuration
   * @param api reaches the API server for brokers; called only if they need it
   * @param listener is told what happens, with any configuration
   */
  public K8sPlugin(
      Environment environment,
      Function<K8sConfig, Ports> platform,
      Function<BrokerConfig, ApiCalls> api,
      AttestorListener listener) {
    this.environment = environment;
    this.platform = platform;
    this.api = api;
    this.listener = listener;
  }

  /** The service that the host calls. */
  public ServerServiceDefinition service() {
    return ServerInterceptors.intercept(new K8sService(current), new Caller.Interceptor());
  }

  @Override
  public void configure(PluginConfiguration configuration) throws BadConfigurationException {
    try {
      Parsed<K8sConfig> parsed = read(configuration);
      parsed.remarks().forEach(K8sPlugin::log);
      K8sConfig config = parsed.config();
      WorkloadAttestor attestor = WorkloadAttestor.open(platform.apply(config), config, listener);
      current.replaceWith(Answers.open(config, attestor, api));
    } catch (ConfigException | AttestationException e) {
      throw new BadConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public ConfigValidation validate(PluginConfiguration configuration) {
    try {
      return new ConfigValidation(true, notes(read(configuration).remarks()));
    } catch (ConfigException e) {
      return new ConfigValidation(false, notes(e.problems()));
    }
  }

  private Parsed<K8sConfig> read(PluginConfiguration configuration) throws ConfigException {
    return new K8sConfigReader(environment).read(configuration.hcl());
  }

  private static List<String> notes(List<ConfigProblem> problems) {
    return problems.stream().map(ConfigProblem::toString).toList();
  }

  private static void log(ConfigProblem remark) {
    if (remark.severity() == ConfigProblem.Severity.WARNING) {
      LOG.atWarn().addKeyValue("remark", remark).log("the configuration can be used");
    } else {
      LOG.atInfo().addKeyValue("remark", remark).log("the configuration can be used");
    }
  }
}
