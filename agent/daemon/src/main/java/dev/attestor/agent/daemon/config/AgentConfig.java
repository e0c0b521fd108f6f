package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.local.pipe.PipeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The checked configuration of the agent.
 *
 * @param socket where it listens on Unix, if that was said
 * @param pipe where it listens on Windows, if that was said
 * @param httpPort for metrics and health on loopback; empty for none
 * @param readyFile is there while the agent is ready
 * @param peersByNumber whether to believe a peer's number where the kernel has no pidfd of it
 * @param watchInterval how often streams look for changes
 * @param k8s how processes are attested
 */
public record AgentConfig(
    Optional<Path> socket,
    Optional<PipeAddress> pipe,
    OptionalInt httpPort,
    Optional<Path> readyFile,
    boolean peersByNumber,
    Duration watchInterval,
    Logging logging,
    WhoisPolicy whoMayAsk,
    Limits limits,
    K8sConfig k8s) {

  /** Where it listens on Unix unless it is told otherwise. */
  public static final Path DEFAULT_SOCKET = Path.of("/run/attestor/agent.sock");

  /** Where it listens on Windows unless it is told otherwise. */
  public static final PipeAddress DEFAULT_PIPE = PipeAddress.parse("\\attestor\\public\\api");

  /**
   * What is logged and how.
   *
   * @param level as slf4j names it, in lower case
   */
  public record Logging(Format format, String level) {}

  /** How events are written. */
  public enum Format {
    /** Lines for people. */
    TEXT,
    /** One JSON object a line. */
    JSON
  }
}
