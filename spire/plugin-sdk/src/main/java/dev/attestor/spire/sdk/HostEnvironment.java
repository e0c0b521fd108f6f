package dev.attestor.spire.sdk;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The host's settings from environment variables.
 *
 * @param socketDir the folder for Unix sockets; if empty, the system's folder for temporary files
 * @param socketGroup name or ID of the group that may connect; if empty, only the own user
 * @param ports for TCP
 * @param multiplexing whether the host asked for several connections over one
 */
record HostEnvironment(
    Optional<Path> socketDir, Optional<String> socketGroup, PortRange ports, boolean multiplexing) {

  /** The version of SPIRE's protocol, which runs on top of go-plugin's. */
  static final String APPLICATION_PROTOCOL = "1";

  private static final int MAX_SHOWN = 200;

  /**
   * Parses the variables.
   *
   * @throws StartRefusedException if the process was not started by a host of this type, or if the
   *     host is incompatible
   */
  static HostEnvironment parse(PluginType type, Map<String, String> environment)
      throws StartRefusedException {
    requireCookie(type, environment);
    requireProtocol(environment.getOrDefault("PLUGIN_PROTOCOL_VERSIONS", ""));
    if (!environment.getOrDefault("PLUGIN_CLIENT_CERT", "").isEmpty()) {
      throw new StartRefusedException(
          "the host requires mutual TLS (PLUGIN_CLIENT_CERT is set), which this plugin does not support;"
              + " turn AutoMTLS off in the host");
    }
    return new HostEnvironment(
        nonEmpty(environment, "PLUGIN_UNIX_SOCKET_DIR").map(Path::of),
        nonEmpty(environment, "PLUGIN_UNIX_SOCKET_GROUP"),
        PortRange.parse(
            environment.getOrDefault("PLUGIN_MIN_PORT", ""),
            environment.getOrDefault("PLUGIN_MAX_PORT", "")),
        environment.containsKey("PLUGIN_MULTIPLEX_GRPC"));
  }

  private static void requireCookie(PluginType type, Map<String, String> environment)
      throws StartRefusedException {
    if (!type.cookie().equals(environment.get(type.cookie()))) {
      throw new StartRefusedException(
          """
          this is a SPIRE plugin (%s), not a program to run by hand
          Name it as plugin_cmd in the configuration of a SPIRE agent or server, which starts it."""
              .formatted(type.cookie()));
    }
  }

  @SuppressForbidden(reason = "a variable that the host sets, no text of the kernel's")
  private static void requireProtocol(String versions) throws StartRefusedException {
    boolean known =
        Arrays.stream(versions.split(",", -1))
            .anyMatch(version -> version.trim().equals(APPLICATION_PROTOCOL));
    if (!versions.isEmpty() && !known) {
      throw new StartRefusedException(
          "the host accepts the protocol versions \"%s\" (PLUGIN_PROTOCOL_VERSIONS), expected 1 among them"
              .formatted(shown(versions)));
    }
  }

  /** Quotes a variable for messages: shortened, on one line, without invisible characters. */
  static String shown(String value) {
    String start = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value;
    return start.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }

  private static Optional<String> nonEmpty(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
