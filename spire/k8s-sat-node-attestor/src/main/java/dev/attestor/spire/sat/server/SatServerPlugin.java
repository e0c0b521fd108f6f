package dev.attestor.spire.sat.server;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.kubernetes.ApiAccessException;
import dev.attestor.kubernetes.Kubeconfig;
import dev.attestor.spire.sat.ConfigurationNotes;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.config.ClusterConfig;
import dev.attestor.spire.sat.config.ServerConfig;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sat.config.TokenValidation;
import dev.attestor.spire.sat.config.TokenValidation.ByPublishedKeys;
import dev.attestor.spire.sat.config.TokenValidation.ByReview;
import dev.attestor.spire.sat.config.TokenValidation.KeyPublication;
import dev.attestor.spire.sat.key.KeyFileException;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.ConfigValidation;
import dev.attestor.spire.sdk.Configurable;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.HostServices;
import dev.attestor.spire.sdk.PluginConfiguration;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server side of {@code k8s_sat}: its configuration and its service. */
public final class SatServerPlugin implements Configurable {

  private static final Logger LOG = LoggerFactory.getLogger(SatServerPlugin.class);

  private final SatListener listener;
  private final AttestorFactory factory;
  private final Configured<ServerAttestor> attestor = new Configured<>();

  /**
   * Creates a plugin without a configuration.
   *
   * @param host knows which agents have attested
   * @param environment the variables with the API server's address in a pod
   * @param listener is told what happens, with any configuration
   */
  public SatServerPlugin(HostServices host, Map<String, String> environment, SatListener listener) {
    this.listener = listener;
    this.factory =
        new AttestorFactory(new HostAgentStore(host), environment, Clock.systemUTC(), listener);
  }

  /** The service that the host calls. Its calls may block. */
  public BindableService service() {
    return new SatServerService(attestor, listener);
  }

  @Override
  public void configure(PluginConfiguration configuration) throws BadConfigurationException {
    try {
      Parsed<ServerConfig> parsed = ServerConfigReader.read(configuration.hcl());
      ConfigurationNotes.log(LOG, parsed.remarks());
      for (String note : ClusterFiles.notes(parsed.config())) {
        LOG.atError().addKeyValue("error", note).log("The file of a cluster cannot be used");
      }
      attestor.set(factory.make(trustDomain(configuration), parsed.config()));
    } catch (ConfigException | KeyFileException e) {
      throw new BadConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String trustDomain(PluginConfiguration configuration)
      throws BadConfigurationException {
    if (configuration.trustDomain().isEmpty()) {
      throw new BadConfigurationException("the host did not send the trust domain");
    }
    return configuration.trustDomain();
  }

  @Override
  public ConfigValidation validate(PluginConfiguration configuration) {
    try {
      Parsed<ServerConfig> parsed = ServerConfigReader.read(configuration.hcl());
      List<String> notes = new ArrayList<>(ConfigurationNotes.notes(parsed.remarks()));
      String trustDomain = trustDomain(configuration);
      ServerAttestor unused = factory.make(trustDomain, parsed.config());
      notes.addAll(ClusterFiles.notes(parsed.config()));
      parsed.config().clusters().forEach(cluster -> noteKubeconfig(cluster, notes));
      return new ConfigValidation(true, notes);
    } catch (ConfigException e) {
      return new ConfigValidation(false, ConfigurationNotes.notes(e.problems()));
    } catch (KeyFileException | BadConfigurationException e) {
      return new ConfigValidation(false, List.of(String.valueOf(e.getMessage())));
    }
  }

  /** A problem with a kubeconfig affects only its cluster, so it is not an error. */
  private static void noteKubeconfig(ClusterConfig cluster, List<String> notes) {
    Optional<Path> kubeconfig = kubeconfig(cluster.validation());
    if (kubeconfig.isPresent()) {
      try {
        Kubeconfig unused = Kubeconfig.read(kubeconfig.get());
      } catch (ApiAccessException e) {
        notes.add("cluster \"%s\": warning: %s".formatted(cluster.name(), e.getMessage()));
      }
    }
  }

  private static Optional<Path> kubeconfig(TokenValidation validation) {
    if (validation instanceof ByReview review) {
      return review.kubeconfig();
    }
    return validation instanceof ByPublishedKeys keys
            && keys.place() instanceof KeyPublication.ApiServer server
        ? server.kubeconfig()
        : Optional.empty();
  }
}
