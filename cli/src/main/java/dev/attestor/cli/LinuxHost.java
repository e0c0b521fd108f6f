package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.cli.demo.CgroupContainer;
import dev.attestor.cli.demo.DemoContainer;
import dev.attestor.cli.doctor.ConfiguredAgent;
import dev.attestor.cli.doctor.Doctor;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.RuntimeEndpoint;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.ContainerArrivals;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.LocalPods;
import dev.attestor.core.spi.Ports;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.linux.CgroupArrivals;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.podsapi.PodsApi;
import dev.attestor.runtime.CriRuntime;
import dev.attestor.runtime.RuntimeSockets;
import dev.attestor.spire.sdk.PeerCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Linux. Similar systems can run everything that does not examine processes. */
final class LinuxHost implements Host {

  private final String system;

  /** Takes the name of the system. */
  LinuxHost(String system) {
    this.system = system;
  }

  @Override
  public Ports ports(K8sConfig config, Consumer<String> told) {
    ContainerLocator locator = locator(config);
    PartOpener parts = new PartOpener();
    Ports opened =
        Ports.of(locator)
            .withNamespaces(parts.open(config.namespaces(), Host::namespaces))
            .withImages(parts.open(config.sigstore(), each -> Images.verifier(each, told)));
    try {
      parts.requireAll(config.kubelet());
      return opened
          .withRuntime(config.runtime().map(LinuxHost::runtime))
          .withArrivals(arrivals(config))
          .withLocalPods(Optional.of(LinuxHost::podsApi));
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private ContainerLocator locator(K8sConfig config) {
    if (system.toLowerCase(Locale.ROOT).equals("linux")) {
      return LinuxContainerLocator.ofHost(config.cgroups());
    }
    throw new UnsupportedOperationException(
        "processes cannot be located on \"%s\", expected Linux or Windows".formatted(system));
  }

  private static Optional<ContainerArrivals> arrivals(K8sConfig config) {
    return config.prefetch()
        ? Optional.of(CgroupArrivals.ofHost(config.cgroups()))
        : Optional.empty();
  }

  /** The container runtime. Its client classes are not loaded before this call. */
  private static ContainerRuntime runtime(RuntimeEndpoint endpoint) {
    if (endpoint instanceof RuntimeEndpoint.NamedPipe pipe) {
      throw new RefusedException(
          "container_runtime_endpoint is the named pipe \"%s\", which only Windows has; expected \"auto\" or a Unix socket"
              .formatted(pipe.path()));
    }
    return endpoint instanceof RuntimeEndpoint.UnixSocket socket
        ? CriRuntime.at(socket.path())
        : RuntimeSockets.usual();
  }

  /** The kubelet's socket. Its client classes are not loaded before this call. */
  private static LocalPods podsApi(Path socket, LocalPods.Listener listener) {
    return PodsApi.at(socket, listener);
  }

  @Override
  public Platform daemonPlatform() {
    return LinuxDaemonPlatform.of(this);
  }

  @Override
  public Doctor doctor(
      Parsed<K8sConfig> parsed,
      ContainerLocator locator,
      ConfiguredAgent<String> agent,
      Set<String> pipeOwners) {
    return Doctor.ofLinux(
        parsed.config(),
        LinuxHost::podsApi,
        locator,
        agent.at(Path.of(agent.address())),
        new ConfigSectionChecks(parsed).checks());
  }

  @Override
  public DemoContainer.Starter demoContainers() {
    return CgroupContainer::start;
  }

  @Override
  public void requireImageVerification() {}

  @Override
  public boolean runService(Path config) {
    throw new UnsupportedOperationException(
        "only Windows has services of this kind; use \"attestor agent\"");
  }

  @Override
  public boolean hasHangUpSignal() {
    return true;
  }

  @Override
  public Optional<PeerCheck> pluginPeerCheck() {
    return Optional.empty();
  }

  @Override
  public Optional<OutputStream> consoleOutput() {
    return Optional.empty();
  }

  @Override
  public Optional<OutputStream> consoleError() {
    return Optional.empty();
  }

  /** Numbers are common here, and a name would need native code. */
  @Override
  public String withAccountNames(String text) {
    return text;
  }

  @Override
  public boolean isErrorTerminal() {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public OutputStream privateFile(Path file) throws IOException {
    return Channels.newOutputStream(
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }

  @Override
  public String[] arguments(String[] arguments) {
    return arguments;
  }
}
