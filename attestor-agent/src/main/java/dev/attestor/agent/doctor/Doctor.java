package dev.attestor.agent.doctor;

import dev.attestor.config.K8sConfig;
import dev.attestor.spi.ContainerLocator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything that has to be right on a Linux node. Changes nothing. */
public final class Doctor {

  private final K8sConfig config;
  private final ContainerLocator locator;
  private final Path agentSocket;

  /** Looks as an attestor of that configuration would. */
  public Doctor(K8sConfig config, ContainerLocator locator, Path agentSocket) {
    this.config = config;
    this.locator = locator;
    this.agentSocket = agentSocket;
  }

  /** Takes as long as the kubelet does to answer, which is bounded. */
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new NamespaceChecks(Path.of("/proc")).run());
    findings.addAll(new ProcessChecks(locator).run());
    findings.addAll(new TokenCheck(config, Clock.systemUTC()).run());
    findings.addAll(new KubeletChecks(config).run());
    findings.addAll(new SocketChecks(config, agentSocket).run());
    return findings;
  }
}
