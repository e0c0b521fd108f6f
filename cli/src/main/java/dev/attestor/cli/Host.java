package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.cli.demo.DemoContainer;
import dev.attestor.cli.doctor.ConfiguredAgent;
import dev.attestor.cli.doctor.Doctor;
import dev.attestor.core.config.BrokerConfig;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.NamespaceAccess;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.kubernetes.namespaces.ApiServerNamespaces;
import dev.attestor.spire.sdk.PeerCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The host that this program runs on, with all differences between Linux and Windows. Never loads
 * classes of the other platform, or of parts that are not used.
 */
interface Host {

  /** This host. */
  static Host current() {
    return Current.HOST;
  }

  /** The host for a system name in the format of {@code os.name}. */
  static Host of(String system) {
    return system.toLowerCase(Locale.ROOT).startsWith("windows")
        ? new WindowsHost()
        : new LinuxHost(system);
  }

  /**
   * Connects an attestor with that configuration to this platform.
   *
   * @throws UnsupportedOperationException on a system that cannot locate processes
   * @throws dev.attestor.core.error.RefusedException if the configuration requires something that
   *     this system lacks
   * @throws dev.attestor.core.error.AttestationException if access to the API server is missing for
   *     namespace labels, or images cannot be verified as configured; names all problems, including
   *     those of the kubelet's files
   */
  default Ports ports(K8sConfig config) {
    return ports(config, finding -> {});
  }

  /**
   * The same.
   *
   * @param told is told of each image signature that was judged, and each place that was asked
   */
  Ports ports(K8sConfig config, Consumer<String> told);

  /** The platform for the daemon. */
  Platform daemonPlatform();

  /**
   * Creates checks of this node from the view of an attestor with that configuration.
   *
   * @param agent the agent's address: a socket path, or a pipe on Windows
   * @param pipeOwners the trusted pipe owners
   * @throws IllegalArgumentException if the address is invalid
   */
  Doctor doctor(
      Parsed<K8sConfig> parsed,
      ContainerLocator locator,
      ConfiguredAgent<String> agent,
      Set<String> pipeOwners);

  /** Starts the demo's process. */
  DemoContainer.Starter demoContainers();

  /**
   * Returns if images can be verified on this system, which is as in SPIRE.
   *
   * @throws dev.attestor.core.error.ImageVerificationException if not
   */
  void requireImageVerification();

  /**
   * Runs the agent as the service that the Windows service manager started.
   *
   * @return false if it did not start this process
   * @throws UnsupportedOperationException on systems without this manager
   */
  boolean runService(Path config);

  /** Whether SIGHUP can make a process reload its configuration. */
  boolean hasHangUpSignal();

  /** Over TCP, accepts only the process that started this plugin; empty for no check. */
  Optional<PeerCheck> pluginPeerCheck();

  /** The console behind stdout, if text must be written to it in a special way. */
  Optional<OutputStream> consoleOutput();

  /** The console behind stderr. */
  Optional<OutputStream> consoleError();

  /** A text with the names of the accounts in it, if people here know accounts by their names. */
  String withAccountNames(String text);

  /** Whether stderr is a terminal, where people see lines that are written over. */
  boolean isErrorTerminal();

  /**
   * Creates a file that only its owner can open, and on Windows SYSTEM and the administrators.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  OutputStream privateFile(Path file) throws IOException;

  /** The original arguments of {@code main}. */
  String[] arguments(String[] arguments);

  /** The environment, with the variable names that configurations use. */
  @SuppressForbidden(reason = "one of the two places that read the environment")
  default Environment environment() {
    return System::getenv;
  }

  /** All environment variables, for code that copies them. */
  @SuppressForbidden(reason = "one of the two places that read the environment")
  static Map<String, String> variables() {
    return System.getenv();
  }

  /**
   * The namespaces of the API server. Its client classes are not loaded before this call.
   *
   * @throws dev.attestor.core.error.ApiServerException if there is no access to the API server
   */
  static NamespaceLabels namespaces(NamespaceAccess access) {
    return ApiServerNamespaces.open(access.kubeConfigFile(), variables());
  }

  /**
   * The API server for brokers. Its client classes are not loaded before this call. Reads and
   * connects to nothing yet.
   */
  static ApiCalls apiServer(BrokerConfig config) {
    return new ApiCalls(config.kubeConfigFile(), variables());
  }

  /** Chosen at the first call. */
  final class Current {
    private static final Host HOST = of(System.getProperty("os.name", ""));

    private Current() {}
  }
}
