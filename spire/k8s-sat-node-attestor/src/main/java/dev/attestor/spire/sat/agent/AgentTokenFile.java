package dev.attestor.spire.sat.agent;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.file.SmallFileException.Problem;
import dev.attestor.kubernetes.ServiceAccountFolder;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The file in which the kubelet puts a pod's service account token, and renews it. */
final class AgentTokenFile {

  private static final int TRIES = 5;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private AgentTokenFile() {}

  /** The default path; in a Windows HostProcess container, it is below the mount point. */
  static Path usual(Map<String, String> environment) {
    return ServiceAccountFolder.of(environment).resolve("token");
  }

  /**
   * The default path of a token for an audience, as SPIRE's own {@code k8s_psat} has it; in a
   * Windows HostProcess container, it is below the mount point.
   */
  static Path projected(Map<String, String> environment) {
    return ServiceAccountFolder.of(environment)
        .resolve(Path.of("..", "..", "tokens", "spire-agent"))
        .normalize();
  }

  /**
   * Reads the current token.
   *
   * @throws NodeAttestationException if it is missing or invalid
   */
  static ServiceAccountToken read(SatAgentConfig config, Clock clock)
      throws NodeAttestationException {
    Path file = config.tokenFile();
    try {
      String text = whole(file);
      if (text.isEmpty()) {
        throw NodeAttestationException.invalid("it is empty");
      }
      ServiceAccountToken token = ServiceAccountToken.of(text);
      if (!config.audience().isEmpty()) {
        ProjectedToken.check(token, config.audience(), clock.instant());
      }
      return token;
    } catch (NodeAttestationException e) {
      throw problem(file, String.valueOf(e.getMessage()));
    } catch (SmallFileException e) {
      throw problem(
          file,
          e.problem() == Problem.MISSING
              ? "it does not exist; " + missing(config)
              : "it " + e.predicate());
    }
  }

  /** While the file is replaced, it may be missing, empty or a part of the new one. */
  private static String whole(Path file) throws SmallFileException {
    for (int left = TRIES - 1; ; left--) {
      Optional<List<Object>> before = version(file);
      try {
        String text = SmallFile.text(file, ServiceAccountToken.MAX_LENGTH).strip();
        if (left == 0 || (!text.isEmpty() && before.equals(version(file)))) {
          return text;
        }
      } catch (SmallFileException e) {
        if (left == 0 || e.problem() != Problem.MISSING) {
          throw e;
        }
      }
      pause();
    }
  }

  private static Optional<List<Object>> version(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String missing(SatAgentConfig config) {
    Path file = config.tokenFile();
    if (config.audience().isEmpty() && file.endsWith("kubernetes.io/serviceaccount/token")) {
      return "the pod's manifest must not have automountServiceAccountToken: false, or it needs a"
          + " projected volume with a serviceAccountToken whose file is token_path";
    }
    String audience =
        config.audience().isEmpty() ? "" : "audience: " + config.audience().get(0) + ", ";
    return "the pod's manifest needs a projected volume with serviceAccountToken: {%spath: %s}, mounted at \"%s\""
        .formatted(audience, file.getFileName(), file.getParent());
  }

  private static NodeAttestationException problem(Path file, String what) {
    return NodeAttestationException.invalid(
        "unable to load token from \"%s\": %s".formatted(file, what));
  }
}
