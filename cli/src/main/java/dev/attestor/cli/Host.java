package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.cli.demo.DemoContainer;
import dev.attestor.cli.doctor.AgentAddress;
import dev.attestor.cli.doctor.Doctor;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.NamespaceAccess;
import dev.attestor.core.config.ParsedConfig;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import dev.attestor.kubernetes.namespaces.ApiServerNamespaces;
import dev.attestor.spire.sdk.PeerCheck;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The host that this program runs on: everything that differs between Linux and Windows. Classes of
 * the other platform are never loaded, nor are those of what nobody asks for.
 */
interface Host {

  /** This host. */
  static Host current() {
    return Current.HOST;
  }

  /** The host with a system of that name, as {@code os.name} has it. */
  static Host of(String system) {
    return system.toLowerCase(Locale.ROOT).startsWith("windows")
        ? new WindowsHost()
        : new LinuxHost(system);
  }

  /**
   * What an attestor of that configuration is connected to.
   *
   * @throws UnsupportedOperationException on a system that cannot locate processes
   * @throws dev.attestor.core.error.RefusedException if it asks for what this system does not have
   * @throws dev.attestor.core.error.AttestationException if namespace labels are wanted and there
   *     is no way to the API server, or images cannot be verified as configured; it names all that
   *     is wrong, with the kubelet's files
   */
  Ports ports(K8sConfig config);

  /** What the daemon needs. */
  Platform daemonPlatform();

  /**
   * Looks at this node as an attestor of that configuration would.
   *
   * @param agent where the agent listens: a socket's path, or a pipe on Windows
   * @param pipeOwners whose pipe to trust
   * @throws IllegalArgumentException if that is no path, or no pipe
   */
  Doctor doctor(
      ParsedConfig parsed,
      ContainerLocator locator,
      AgentAddress<String> agent,
      Set<String> pipeOwners);

  /** Where the demo's process is put. */
  DemoContainer.Starter demoContainers();

  /**
   * Returns if images can be verified here.
   *
   * @throws dev.attestor.core.error.ImageVerificationException if not, as with SPIRE's own
   */
  void requireImageVerification();

  /**
   * Runs the agent of a configuration as the service that the service manager of Windows started.
   *
   * @return false if it started none
   * @throws UnsupportedOperationException where there is no such manager
   */
  boolean runService(Path config);

  /** Whether a process can be told to read its configuration anew by SIGHUP. */
  boolean hasHangUpSignal();

  /** Lets in over TCP the process that started this plugin and nobody else; empty for no check. */
  Optional<PeerCheck> pluginPeerCheck();

  /** The console behind stdout, where text has to be written in its own way. */
  Optional<OutputStream> consoleOutput();

  /** The same behind stderr. */
  Optional<OutputStream> consoleError();

  /** The arguments of {@code main} as they were given. */
  String[] arguments(String[] arguments);

  /** The environment, by the names that configurations use. */
  @SuppressForbidden(reason = "one of the two places that read the environment")
  default Environment environment() {
    return System::getenv;
  }

  /** All variables, for what takes a copy. */
  @SuppressForbidden(reason = "one of the two places that read the environment")
  static Map<String, String> variables() {
    return System.getenv();
  }

  /**
   * The API server's namespaces; its client is loaded here and nowhere before.
   *
   * @throws dev.attestor.core.error.ApiServerException if there is no way to the API server
   */
  static NamespaceLabels namespaces(NamespaceAccess access) {
    return ApiServerNamespaces.open(access.kubeConfigFile(), variables());
  }

  /** Chosen when it is first asked for. */
  final class Current {
    private static final Host HOST = of(System.getProperty("os.name", ""));

    private Current() {}
  }
}
