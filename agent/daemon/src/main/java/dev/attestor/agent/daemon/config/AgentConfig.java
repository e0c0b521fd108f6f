package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.local.pipe.PipeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The checked configuration of the agent.
 *
 * @param socket the socket on Unix, if configured
 * @param socketAccess who may connect to that socket
 * @param pipe the pipe on Windows, if configured
 * @param http how metrics and health are served; if empty, not at all
 * @param readyFile a file that exists while the agent is ready
 * @param peersByNumber whether to trust a peer's process ID if the kernel provides no pidfd of the
 *     peer
 * @param watchInterval how often streams check for changes
 * @param k8s how to attest processes
 */
public record AgentConfig(
    Optional<Path> socket,
    SocketAccess socketAccess,
    Optional<PipeAddress> pipe,
    Optional<HttpSettings> http,
    Optional<Path> readyFile,
    boolean peersByNumber,
    Duration watchInterval,
    Logging logging,
    WhoisPolicy whoMayAsk,
    Limits limits,
    K8sConfig k8s) {

  /** The files of the metrics port's TLS, if it is configured. */
  public Optional<HttpTls> tls() {
    return http.flatMap(HttpSettings::tls);
  }

  /** The default socket on Unix. */
  public static final Path DEFAULT_SOCKET = Path.of("/run/attestor/agent.sock");

  /** The default pipe on Windows. */
  public static final PipeAddress DEFAULT_PIPE = PipeAddress.parse("\\attestor\\public\\api");

  /**
   * What is logged, and in which format.
   *
   * @param level an slf4j level in lower case
   */
  public record Logging(Format format, String level) {}

  /** The log format. */
  public enum Format {
    /** Lines for people. */
    TEXT,
    /** One JSON object per line. */
    JSON
  }
}
