package dev.attestor.cli.doctor;

import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.local.pipe.PipeAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at everything that has to be right on a node. Changes nothing. */
public final class Doctor {

  private final List<DoctorCheck> checks;

  private Doctor(List<DoctorCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /** Looks at a Linux node as an attestor of that configuration would. */
  public static Doctor ofLinux(K8sConfig config, ContainerLocator locator, Path agentSocket) {
    List<DoctorCheck> checks = new ArrayList<>();
    checks.add(() -> new NamespaceChecks(Path.of("/proc")).run());
    checks.add(() -> new ProcessChecks(locator, ProcessChecks.LINUX).run());
    checks.addAll(kubelet(config));
    checks.add(() -> new SocketChecks(config, agentSocket).run());
    return new Doctor(checks);
  }

  /**
   * The same on a Windows node.
   *
   * @param pipeOwners the SIDs of those whose pipe clients of the agent connect to
   */
  public static Doctor ofWindows(
      K8sConfig config,
      ContainerLocator locator,
      Environment environment,
      PipeAddress agentPipe,
      Set<String> pipeOwners) {
    List<DoctorCheck> checks = new ArrayList<>();
    checks.add(() -> WindowsChecks.ofHost(environment).run());
    checks.add(() -> new ProcessChecks(locator, ProcessChecks.WINDOWS).run());
    checks.addAll(kubelet(config));
    checks.add(() -> List.of(PipeChecks.ofHost(agentPipe, pipeOwners).run()));
    return new Doctor(checks);
  }

  private static List<DoctorCheck> kubelet(K8sConfig config) {
    return List.of(
        () -> new TokenCheck(config, Clock.systemUTC()).run(),
        () -> new KubeletChecks(config, Clock.systemUTC()).run());
  }

  /** Takes as long as the kubelet does to answer, which is bounded. */
  public List<Finding> run() {
    return checks.stream().flatMap(check -> check.run().stream()).toList();
  }
}
