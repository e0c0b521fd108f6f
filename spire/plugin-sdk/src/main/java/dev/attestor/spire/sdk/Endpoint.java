package dev.attestor.spire.sdk;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** An address to listen on or connect to, in the format of the handshake and the broker. */
sealed interface Endpoint {

  /** {@code unix} or {@code tcp}. */
  String network();

  /** A path, or an IP address and a port. */
  String address();

  /** A Unix socket. */
  record Unix(Path path) implements Endpoint {
    @Override
    public String network() {
      return "unix";
    }

    @Override
    public String address() {
      return path.toString();
    }
  }

  /**
   * A TCP port.
   *
   * @param host an IP address; IPv6 without brackets
   */
  record Tcp(String host, int port) implements Endpoint {

    /** Does not accept host names: resolving one would mean to trust the resolver. */
    private static final Pattern ADDRESS =
        Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(%[A-Za-z0-9._-]+)?");

    /** Validates both. */
    public Tcp {
      if (!ADDRESS.matcher(host).matches() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException(
            "host \"%s\" and port \"%s\", expected an IP address and a port from 1 to 65535"
                .formatted(host, port));
      }
    }

    @Override
    public String network() {
      return "tcp";
    }

    @Override
    public String address() {
      return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
  }

  /**
   * Parses an address from the host.
   *
   * @throws IllegalArgumentException if it is neither a path nor a host and a port
   */
  static Endpoint parse(String network, String address) {
    if (network.equals("unix") && !address.isEmpty()) {
      return new Unix(Path.of(address));
    }
    int colon = address.lastIndexOf(':');
    if (!network.equals("tcp") || colon < 1) {
      throw new IllegalArgumentException(
          "network \"%s\" and address \"%s\", expected unix and a path, or tcp and <ip>:<port>"
              .formatted(network, address));
    }
    String host = address.substring(0, colon);
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    return new Tcp(
        brackets ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(address.substring(colon + 1)));
  }
}
