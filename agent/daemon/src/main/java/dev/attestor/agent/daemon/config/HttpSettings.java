package dev.attestor.agent.daemon.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How metrics and health are served.
 *
 * @param tls if empty, without TLS
 */
public record HttpSettings(InetSocketAddress address, Optional<HttpTls> tls) {

  /** Empty if no port is configured. */
  static Optional<HttpSettings> read(Fields agent, Numbers numbers, Problems problems) {
    Optional<HttpTls> tls = HttpTls.read(agent, problems);
    return HttpAddress.read(agent, numbers, problems)
        .map(address -> new HttpSettings(address, tls));
  }
}
