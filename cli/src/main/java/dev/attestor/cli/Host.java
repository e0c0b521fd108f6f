package dev.attestor.cli;

import dev.attestor.cli.demo.CgroupContainer;
import dev.attestor.cli.demo.DemoContainer;
import dev.attestor.cli.doctor.Doctor;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.NamespaceAccess;
import dev.attestor.core.config.RuntimeEndpoint;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import dev.attestor.kubernetes.namespaces.ApiServerNamespaces;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.runtime.CriRuntime;
import dev.attestor.runtime.RuntimeSockets;
import dev.attestor.spire.sdk.Network;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What this host is: its platform and its environment. Classes of the other platform are never
 * loaded.
 */
final class Host {

  private Host() {}

  /**
   * What an attestor of that configuration is connected to on this platform.
   *
   * @throws UnsupportedOperationException on a platform that cannot locate processes
   * @throws dev.attestor.core.error.ApiServerException if namespace labels are wanted, and there is
   *     no way to the API server
   * @throws dev.attestor.core.error.ImageVerificationException if images cannot be verified as
   *     configured
   */
  static Ports ports(K8sConfig config) {
    return ports(config, System.getProperty("os.name", ""));
  }

  static Ports ports(K8sConfig config, String system) {
    if (isWindows(system)) {
      return WindowsHost.ports(config);
    }
    ContainerLocator locator = locator(config, system);
    Ports opened = Ports.of(locator);
    try {
      opened = opened.withNamespaces(config.namespaces().map(Host::namespaces));
      opened = opened.withImages(config.sigstore().map(Images::verifier));
      return opened.withRuntime(config.runtime().map(Host::runtime));
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /**
   * The lookup of this platform.
   *
   * @throws UnsupportedOperationException on a platform that has none
   */
  private static ContainerLocator locator(K8sConfig config, String system) {
    if (system.toLowerCase(Locale.ROOT).equals("linux")) {
      return LinuxContainerLocator.ofHost(config.cgroups());
    }
    throw new UnsupportedOperationException(
        "processes cannot be located on \"%s\", expected Linux or Windows".formatted(system));
  }

  /** Begins a plugin; over TCP it lets in the process that started it and nobody else. */
  static PluginServer plugin(PluginType type, Network network) {
    // First of all, for no logger to be made before it.
    PluginServer server = PluginServer.of(type).over(network);
    if (isWindows()) {
      WindowsHost.peerCheck().ifPresent(server::peerCheck);
    }
    return server;
  }

  /** Where the demo's process is put. */
  static DemoContainer.Starter demoContainers() {
    return isWindows() ? WindowsHost.demoContainers() : CgroupContainer::start;
  }

  /**
   * Looks at this node as an attestor of that configuration would.
   *
   * @param agent where the agent listens: a socket's path, or a pipe on Windows
   * @param pipeOwners whose pipe to trust
   * @throws IllegalArgumentException if that is no path, or no pipe
   */
  static Doctor doctor(
      K8sConfig config, ContainerLocator locator, String agent, Set<String> pipeOwners) {
    return isWindows()
        ? Doctor.ofWindows(config, locator, environment(), PipeAddress.parse(agent), pipeOwners)
        : Doctor.ofLinux(config, locator, Path.of(agent));
  }

  static boolean isWindows() {
    return isWindows(System.getProperty("os.name", ""));
  }

  static boolean isWindows(String system) {
    return system.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  /** The container runtime; the classes that ask it are loaded here and nowhere before. */
  private static ContainerRuntime runtime(RuntimeEndpoint endpoint) {
    return endpoint instanceof RuntimeEndpoint.UnixSocket socket
        ? CriRuntime.at(socket.path())
        : RuntimeSockets.usual();
  }

  /**
   * The API server's namespaces; its client is loaded here and nowhere before.
   *
   * @throws dev.attestor.core.error.ApiServerException if there is no way to the API server
   */
  static NamespaceLabels namespaces(NamespaceAccess access) {
    return ApiServerNamespaces.open(access.kubeConfigFile(), variables());
  }

  /** The arguments of {@code main} as they were given. */
  static String[] arguments(String[] arguments) {
    return isWindows() ? WindowsHost.arguments(arguments) : arguments;
  }

  @SuppressForbidden(reason = "the one place that reads the environment")
  static Environment environment() {
    Environment variables = System::getenv;
    return isWindows() ? WindowsHost.environment(variables) : variables;
  }

  /** All variables, for what takes a copy. */
  @SuppressForbidden(reason = "the one place that reads the environment")
  static Map<String, String> variables() {
    return System.getenv();
  }

  /** How a plugin is reached: as is usual here, or with {@code --tcp} as on Windows. */
  static Network network(String[] arguments) {
    return Arrays.asList(arguments).contains("--tcp") ? Network.TCP : Network.ofThisSystem();
  }
}
