package dev.attestor.cli;

import dev.attestor.cli.demo.DemoContainer;
import dev.attestor.cli.demo.JobContainer;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.Ports;
import dev.attestor.spire.sdk.HostProcess;
import dev.attestor.spire.sdk.PeerCheck;
import dev.attestor.windows.HostProcessEnvironment;
import dev.attestor.windows.WindowsContainerLocator;
import dev.attestor.windows.winapi.CommandLineArguments;
import dev.attestor.windows.winapi.ConsoleOutput;
import dev.attestor.windows.winapi.TcpOwners;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** What a Windows host is. */
final class WindowsHost {

  private WindowsHost() {}

  /**
   * What an attestor of that configuration is connected to.
   *
   * @throws RefusedException if it asks for what there is on Linux alone
   */
  static Ports ports(K8sConfig config) {
    refuse("sigstore", config.sigstore().isPresent());
    refuse("container_runtime_endpoint", config.runtime().isPresent());
    return new Ports(
        WindowsContainerLocator.ofHost(),
        Optional.empty(),
        config.namespaces().map(Host::namespaces),
        Optional.empty());
  }

  /** Refuses an option that means something on Linux alone. */
  static void refuse(String key, boolean isSet) {
    if (isSet) {
      throw new RefusedException(
          "%s is set, which only Linux nodes can do; take it out".formatted(key));
    }
  }

  static Environment environment(Environment variables) {
    String drive = Objects.requireNonNullElse(variables.get("SystemDrive"), "C:");
    return new HostProcessEnvironment(variables, Path.of(drive + "\\"));
  }

  /** Lets in the host that started this plugin; empty if it is gone. */
  static Optional<PeerCheck> peerCheck() {
    return HostProcess.find()
        .map(
            host ->
                (remote, local) -> {
                  OptionalLong owner = TcpOwners.owner(remote, local);
                  // A host that has ended left its number to whoever comes.
                  return owner.isPresent() && owner.getAsLong() == host.pid() && host.isAlive();
                });
  }

  static DemoContainer.Starter demoContainers() {
    return JobContainer::start;
  }

  static Optional<OutputStream> consoleOutput() {
    return ConsoleOutput.standard();
  }

  static Optional<OutputStream> consoleError() {
    return ConsoleOutput.error();
  }

  static String[] arguments(String[] arguments) {
    return CommandLineArguments.restore(arguments);
  }
}
