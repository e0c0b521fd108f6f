package dev.attestor.core.kubelet;

import dev.attestor.core.tls.CertificatePath;
import dev.attestor.core.tls.CertificateUse;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Trusts a server if its certificate is in the configured file or chains to one in the file. Every
 * certificate of the chain, including the one in the file, must be valid now and usable for
 * servers, and the server's certificate must have the expected name.
 */
final class ServerTrust extends ServerOnlyTrust {

  private final List<X509Certificate> anchors;
  private final Path file;
  private final Optional<String> name;
  private final Clock clock;

  private final FirstExpiry expiry;

  /**
   * Trusts the certificates of a file.
   *
   * @param name if empty, any name is accepted
   */
  ServerTrust(List<X509Certificate> anchors, Path file, Optional<String> name, Clock clock) {
    this.anchors = List.copyOf(anchors);
    this.file = file;
    this.name = name;
    this.clock = clock;
    this.expiry = new FirstExpiry(clock);
  }

  @Override
  boolean hasOutlivedACertificate() {
    return expiry.isOver();
  }

  @Override
  void judge(List<X509Certificate> chain, Optional<InetAddress> peer)
      throws UntrustedServerException {
    expiry.remember(verify(chain));
  }

  /** The certificates that the trust rests on: from the server's up to the one in the file. */
  List<X509Certificate> verify(List<X509Certificate> chain) throws UntrustedServerException {
    Instant now = clock.instant();
    X509Certificate server = chain.get(0);
    Optional<String> problem = CertificateUse.SERVER.problem(server, now);
    if (problem.isPresent()) {
      throw new UntrustedServerException(
          "the kubelet's certificate %s %s; %s"
              .formatted(CertificateUse.quoted(server), problem.get(), remedy(server)));
    }
    List<X509Certificate> path = anchors.contains(server) ? List.of(server) : path(chain, now);
    if (name.isPresent()) {
      requireName(path, name.get());
    }
    return path;
  }

  private String remedy(X509Certificate server) {
    return anchors.contains(server)
        ? "have the kubelet renew it, and put the new one, or its CA, into kubelet_ca_path \"%s\""
            .formatted(file)
        : "have the kubelet renew it (its rotateCertificates and serverTLSBootstrap, or"
            + " --tls-cert-file)";
  }

  private List<X509Certificate> path(List<X509Certificate> chain, Instant now)
      throws UntrustedServerException {
    try {
      return CertificatePath.find(chain, anchors, CertificateUse.SERVER, now);
    } catch (GeneralSecurityException e) {
      throw new UntrustedServerException(
          "%s; the kubelet's certificate does not chain to kubelet_ca_path \"%s\""
              .formatted(new MissingPath(chain, anchors, now).describe(e), file));
    }
  }

  private static void requireName(List<X509Certificate> path, String name)
      throws UntrustedServerException {
    X509Certificate server = path.get(0);
    ServerNames names =
        ServerNames.of(server, path.stream().skip(1).anyMatch(CertificatePath::isConstrained));
    if (!names.include(name)) {
      throw new UntrustedServerException(
          ("the kubelet's certificate %s is %s, expected \"%s\"; kubelet_server_name can name what"
                  + " the certificate was issued for")
              .formatted(CertificateUse.quoted(server), names, name));
    }
  }
}
