package dev.attestor.core.kubelet;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the known ways to verify a kubelet's certificate.
 *
 * @param name the file and what must be in the certificate, for messages
 * @param file whose certificates must verify it
 * @param check what is required in addition
 * @param report what then verified the certificate
 */
record TrustWay(String name, TrustFile file, Check check, Report report, Clock clock) {

  /** Looks at the certificate and the address before the file is used. */
  @FunctionalInterface
  interface Check {
    /**
     * The name that must be in the certificate; empty if any will do.
     *
     * @throws UntrustedServerException if the certificate cannot be verified in this way
     */
    Optional<String> expected(X509Certificate server, Optional<InetAddress> peer)
        throws UntrustedServerException;
  }

  /** Tells of a certificate that is verified. */
  @FunctionalInterface
  interface Report {
    Verified of(ServerNames names, Optional<String> expected);
  }

  /**
   * How a certificate was verified.
   *
   * @param way in words
   * @param name the server name for the settings of this way alone
   */
  record Verified(String way, Optional<String> name) {}

  /**
   * What verified the certificate.
   *
   * @param path from the server's certificate up to the one in the file
   * @param verification the same in words, and as settings
   */
  record Proof(List<X509Certificate> path, Verification verification) {}

  /**
   * Verifies the certificate in this way alone.
   *
   * @throws UntrustedServerException if it is not verified
   */
  Proof verify(List<X509Certificate> chain, Optional<InetAddress> peer)
      throws UntrustedServerException {
    X509Certificate server = chain.get(0);
    Optional<String> expected = check.expected(server, peer);
    if (!file.isUsable()) {
      throw new UntrustedServerException(file.problem());
    }
    List<X509Certificate> path =
        new ServerTrust(file.certificates(), file.path(), expected, clock).verify(chain);
    Verified verified = report.of(ServerNames.of(server, false), expected);
    return new Proof(path, new Verification(verified.way(), settings(verified.name())));
  }

  /** A server name is written only if the configuration has another. */
  private List<String> settings(Optional<String> serverName) {
    List<String> lines = new ArrayList<>();
    lines.add("kubelet_verification = \"strict\"");
    lines.add("kubelet_ca_path = \"%s\"".formatted(escape(file.path())));
    serverName.ifPresent(each -> lines.add("kubelet_server_name = \"%s\"".formatted(each)));
    return lines;
  }

  private static String escape(Path path) {
    return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
