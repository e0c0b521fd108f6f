package dev.attestor.agent.daemon.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where metrics and health are served: {@code http_address} and {@code http_port}. */
final class HttpAddress {

  private static final String LOOPBACK = "127.0.0.1";

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
    InetAddress at = NetUtil.createInetAddressFromIpAddressString(address.orElse(LOOPBACK));
    if (at == null) {
      problems.error(
          agent.position("http_address"),
          "agent.http_address is \"%s\", expected an IP address such as \"127.0.0.1\" or \"[::]\""
              .formatted(address.orElse("")));
      return Optional.empty();
    }
    return Optional.of(new InetSocketAddress(at, port));
  }
}
