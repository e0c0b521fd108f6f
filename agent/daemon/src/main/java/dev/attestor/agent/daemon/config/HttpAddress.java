package dev.attestor.agent.daemon.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where metrics and health are served: {@code http_address} and {@code http_port}. */
final class HttpAddress {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*]?");

  private HttpAddress() {}

  /** Empty if no port is configured. Addresses are numbers; no name is ever looked up. */
  static Optional<InetSocketAddress> read(Fields agent, Numbers numbers, Problems problems) {
    Optional<String> address = agent.text("http_address");
    if (!agent.has("http_port")) {
      if (address.isPresent()) {
        problems.error(
            agent.position("http_address"),
            "agent.http_address needs agent.http_port, such as 9464");
      }
      return Optional.empty();
    }
    int port = numbers.read("http_port", 0, 0, 65_535);
    Optional<InetAddress> at = numeric(address.orElse(LOOPBACK));
    if (at.isEmpty()) {
      problems.error(
          agent.position("http_address"),
          "agent.http_address is \"%s\", expected an IP address such as \"127.0.0.1\" or \"[::]\""
              .formatted(address.orElse("")));
      return Optional.empty();
    }
    return Optional.of(new InetSocketAddress(at.get(), port));
  }

  /**
   * Empty if it is no IP address. The JDK looks none up that has one of these forms. Netty's parser
   * would begin to log, before the configuration has said how.
   */
  private static Optional<InetAddress> numeric(String address) {
    if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getAllByName(address)[0]);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
