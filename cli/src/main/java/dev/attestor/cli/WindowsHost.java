package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.cli.demo.DemoContainer;
import dev.attestor.cli.demo.JobContainer;
import dev.attestor.cli.doctor.ConfiguredAgent;
import dev.attestor.cli.doctor.Doctor;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.PodsApiSocket;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.spire.sdk.HostProcess;
import dev.attestor.spire.sdk.PeerCheck;
import dev.attestor.windows.HostProcessEnvironment;
import dev.attestor.windows.WindowsContainerLocator;
import dev.attestor.windows.winapi.CommandLineArguments;
import dev.attestor.windows.winapi.ConsoleOutput;
import dev.attestor.windows.winapi.PrivateFile;
import dev.attestor.windows.winapi.TcpOwners;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Windows. */
final class WindowsHost implements Host {

  @Override
  public Ports ports(K8sConfig config, Consumer<String> told) {
    refuse("sigstore", config.sigstore().isPresent());
    refuse("kubelet_pods_api", config.podsApi().filter(PodsApiSocket::isRequired).isPresent());
    PartOpener parts = new PartOpener();
    Ports opened =
        Ports.of(WindowsContainerLocator.ofHost())
            .withNamespaces(parts.open(config.namespaces(), Host::namespaces));
    try {
      Optional<PipeAddress> runtime = parts.open(config.runtime(), WindowsRuntime::pipe);
      parts.requireAll(config.kubelet());
      return opened.withRuntime(runtime.map(WindowsRuntime::open));
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** Rejects an option that only works on Linux. */
  static void refuse(String key, boolean isSet) {
    if (isSet) {
      throw new RefusedException(
          "%s is set, but only Linux nodes support it; remove it".formatted(key));
    }
  }

  @Override
  public Platform daemonPlatform() {
    return WindowsDaemonPlatform.of(this);
  }

  @Override
  public Doctor doctor(
      Parsed<K8sConfig> parsed,
      ContainerLocator locator,
      ConfiguredAgent<String> agent,
      Set<String> pipeOwners) {
    return Doctor.ofWindows(
        parsed.config(),
        locator,
        environment(),
        parsed.config().runtime().map(WindowsRuntime::pipe),
        agent.at(PipeAddress.parse(agent.address())),
        pipeOwners,
        new ConfigSectionChecks(parsed).checks());
  }

  @Override
  public DemoContainer.Starter demoContainers() {
    return JobContainer::start;
  }

  @Override
  public void requireImageVerification() {
    throw new ImageVerificationException(
        Kind.REFUSED, "sigstore is configured, which is supported on Unix only; remove it");
  }

  @Override
  public boolean runService(Path config) {
    return AgentService.run(config);
  }

  @Override
  public boolean hasHangUpSignal() {
    return false;
  }

  /** Accepts only the host that started this plugin; empty if it has ended. */
  @Override
  public Optional<PeerCheck> pluginPeerCheck() {
    return HostProcess.find()
        .map(
            host ->
                (remote, local) -> {
                  OptionalLong owner = TcpOwners.owner(remote, local);
                  // If the host has ended, its process ID may belong to another process.
                  return owner.isPresent() && owner.getAsLong() == host.pid() && host.isAlive();
                });
  }

  @Override
  public Optional<OutputStream> consoleOutput() {
    return ConsoleOutput.standard();
  }

  @Override
  public Optional<OutputStream> consoleError() {
    return ConsoleOutput.error();
  }

  @Override
  public String withAccountNames(String text) {
    return WindowsDaemonPlatform.withAccountNames(text);
  }

  @Override
  public boolean isErrorTerminal() {
    return consoleError().isPresent();
  }

  @Override
  public OutputStream privateFile(Path file) throws IOException {
    return PrivateFile.create(file);
  }

  @Override
  public String[] arguments(String[] arguments) {
    return CommandLineArguments.restore(arguments);
  }

  @Override
  public Environment environment() {
    Environment variables = Host.super.environment();
    String drive = Objects.requireNonNullElse(variables.get("SystemDrive"), "C:");
    return new HostProcessEnvironment(variables, Path.of(drive + "\\"));
  }
}
