package dev.attestor.cli.doctor;

import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.LocalPods;
import dev.attestor.linux.HidePid;
import dev.attestor.linux.RunningKubelet;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeOwner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks everything that attestation needs on a node. Changes nothing. */
public final class Doctor {

  private final List<DoctorCheck> checks;

  private Doctor(List<DoctorCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /**
   * Checks a Linux node from the view of an attestor with that configuration.
   *
   * @param localPods opens the kubelet's socket
   * @param parts the other configured parts
   */
  public static Doctor ofLinux(
      K8sConfig config,
      LocalPods.Opener localPods,
      ContainerLocator locator,
      ConfiguredAgent<Path> agent,
      List<ConfigSectionCheck> parts) {
    List<DoctorCheck> checks = new ArrayList<>();
    checks.add(() -> new NamespaceChecks(Path.of("/proc")).run());
    HiddenProcessesCheck hidden =
        new HiddenProcessesCheck(HidePid::isOn, Path.of("/proc/1/cgroup"));
    checks.add(
        () -> new ProcessChecks(locator, ProcessChecks.linux(config.cgroups()), hidden::run).run());
    checks.add(
        () ->
            List.of(
                new CgroupRootCheck(config.cgroups(), () -> RunningKubelet.ofHost().look()).run()));
    checks.add(() -> new KubeletWays(config, localPods, kubelet(config)).run());
    checks.addAll(parts(parts));
    checks.add(() -> new SocketChecks(config, agent).run());
    return new Doctor(checks);
  }

  /**
   * Checks a Windows node.
   *
   * @param runtime the container runtime's pipe, if one is configured
   * @param pipeOwners the SIDs of pipe owners that clients of the agent trust
   */
  public static Doctor ofWindows(
      K8sConfig config,
      ContainerLocator locator,
      Environment environment,
      Optional<PipeAddress> runtime,
      ConfiguredAgent<PipeAddress> agent,
      Set<String> pipeOwners,
      List<ConfigSectionCheck> parts) {
    List<DoctorCheck> checks = new ArrayList<>();
    checks.add(() -> WindowsChecks.ofHost(environment).run());
    Finding seen = Finding.ok("hidden processes", "none of those that Windows lists");
    checks.add(() -> new ProcessChecks(locator, ProcessChecks.WINDOWS, () -> seen).run());
    checks.addAll(kubelet(config));
    checks.addAll(parts(parts));
    checks.add(() -> List.of(new RuntimePipeCheck(runtime, PipeOwner::of).run()));
    checks.add(() -> List.of(PipeChecks.ofHost(agent, pipeOwners).run()));
    return new Doctor(checks);
  }

  private static List<DoctorCheck> parts(List<ConfigSectionCheck> parts) {
    return parts.stream().<DoctorCheck>map(part -> part::run).toList();
  }

  private static List<DoctorCheck> kubelet(K8sConfig config) {
    if (config.kubeletDisabled()) {
      return List.of(() -> List.of(Finding.leftOut("kubelet", "disable_kubelet_client is set")));
    }
    return List.of(
        () -> new TokenCheck(config, Clock.systemUTC()).run(),
        () -> new KubeletChecks(config, Clock.systemUTC()).run());
  }

  /** Takes as long as the kubelet's answer, which has a time limit. */
  public List<Finding> run() {
    return checks.stream().flatMap(check -> check.run().stream()).toList();
  }
}
