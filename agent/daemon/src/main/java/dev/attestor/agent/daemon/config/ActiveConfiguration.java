package dev.attestor.agent.daemon.config;

import dev.attestor.core.attest.Current;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.Ports;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The active configuration and everything created from it. */
public final class ActiveConfiguration implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ActiveConfiguration.class);

  private final Function<K8sConfig, Ports> platform;
  private final AttestorListener listener;
  private final Current<WorkloadAttestor> attestor = new Current<>(WorkloadAttestor::close);

  private volatile AgentConfig config;
  private volatile Ports ports;
  private volatile Instant since;

  /**
   * Activates the first configuration.
   *
   * @param platform what an attestor of a configuration is connected to
   */
  public ActiveConfiguration(
      Function<K8sConfig, Ports> platform, AttestorListener listener, AgentConfig first) {
    this.platform = platform;
    this.listener = listener;
    this.config = first;
    this.since = Instant.now();
    this.ports = platform.apply(first.k8s());
    attestor.replaceWith(WorkloadAttestor.open(ports, first.k8s(), listener));
  }

  /** If this throws, nothing has been replaced. */
  public void replaceWith(AgentConfig next) {
    Ports opened = platform.apply(next.k8s());
    WorkloadAttestor successor = WorkloadAttestor.open(opened, next.k8s(), listener);
    AgentConfig former = config;
    ports = opened;
    config = next;
    since = Instant.now();
    attestor.replaceWith(successor);
    warnOfWhatStays(former, next);
  }

  private static void warnOfWhatStays(AgentConfig former, AgentConfig next) {
    Map<String, Boolean> same = new LinkedHashMap<>();
    same.put("socket_path", Objects.equals(former.socket(), next.socket()));
    same.put(
        "socket_mode and socket_group", Objects.equals(former.socketAccess(), next.socketAccess()));
    same.put("pipe_name", Objects.equals(former.pipe(), next.pipe()));
    same.put("http_address, http_port and http_tls", Objects.equals(former.http(), next.http()));
    same.put("ready_file", Objects.equals(former.readyFile(), next.readyFile()));
    same.put("peers_by_number", former.peersByNumber() == next.peersByNumber());
    same.put("log_format and log_level", Objects.equals(former.logging(), next.logging()));
    same.forEach(
        (key, unchanged) -> {
          if (!unchanged) {
            LOG.atWarn().addKeyValue("key", key).log("a change takes effect after a restart only");
          }
        });
  }

  /** The attestor of the active configuration; it follows later changes. */
  public Current<WorkloadAttestor> attestor() {
    return attestor;
  }

  /** The active configuration. */
  public AgentConfig config() {
    return config;
  }

  /** The locator of the active configuration. */
  public ContainerLocator locator() {
    return ports.locator();
  }

  /** The number of queries that the container runtime left unanswered since the last reload. */
  public long runtimeFailures() {
    return ports.runtime().map(ContainerRuntime::failures).orElse(0L);
  }

  /** When the configuration became active. */
  public Instant since() {
    return since;
  }

  @Override
  public void close() {
    attestor.close();
  }
}
