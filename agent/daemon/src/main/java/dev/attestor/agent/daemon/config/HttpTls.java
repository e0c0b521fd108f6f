package dev.attestor.agent.daemon.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files with which metrics and health are served over TLS: the block {@code http_tls}.
 *
 * @param clientCa the CAs whose clients are served; if empty, every client is
 */
public record HttpTls(Path certificate, Path key, Optional<Path> clientCa) {

  /** The full names of the options. */
  public static final String CERTIFICATE = "agent.http_tls.certificate_path";

  /** As above. */
  public static final String KEY = "agent.http_tls.private_key_path";

  /** As above. */
  public static final String CLIENT_CA = "agent.http_tls.client_ca_path";

  /** Empty if there is no such block, or if it is invalid. */
  static Optional<HttpTls> read(Fields agent, Problems problems) {
    Optional<Fields> block = agent.block("http_tls");
    if (block.isEmpty()) {
      return Optional.empty();
    }
    if (!agent.has("http_port")) {
      problems.error(
          agent.position("http_tls"), "agent.http_tls needs agent.http_port, such as 9464");
    }
    Fields tls = block.get();
    Optional<Path> certificate = tls.path("certificate_path");
    Optional<Path> key = tls.path("private_key_path");
    Optional<Path> clientCa = tls.path("client_ca_path");
    if (certificate.isEmpty() || key.isEmpty()) {
      problems.error(
          agent.position("http_tls"),
          "agent.http_tls needs %s".formatted(certificate.isEmpty() ? CERTIFICATE : KEY));
    }
    if (tls.has("client_ca_path") && clientCa.isEmpty()) {
      // An empty variable must not open the port to every client.
      problems.error(
          tls.position("client_ca_path"),
          CLIENT_CA + " names no file, expected one with CA certificates");
    }
    tls.refuseOthers();
    return certificate.isEmpty() || key.isEmpty()
        ? Optional.empty()
        : Optional.of(new HttpTls(certificate.get(), key.get(), clientCa));
  }
}
