package dev.attestor.core.kubelet;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * Trusts a server if its certificate is in the configured file or chains to one in the file. Every
 * certificate of the chain, including the one in the file, must be valid now and usable for
 * servers, and the server's certificate must have the expected name. Called during the handshake,
 * before a byte of a request is sent. Never trusts client certificates.
 */
final class ServerTrust extends ServerOnlyTrust {

  private final List<X509Certificate> anchors;
  private final Path file;
  private final Optional<String> name;
  private final Clock clock;

  // The time at which the first trusted certificate so far expires. Written during handshakes, on
  // any thread.
  private Instant goodUntil = Instant.MAX;

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
  }

  /**
   * Whether a trusted certificate has expired since. A resumed TLS session would keep using it,
   * because its handshake sends no certificate and does not call this class.
   */
  synchronized boolean hasOutlivedACertificate() {
    boolean outlived = clock.instant().isAfter(goodUntil);
    if (outlived) {
      goodUntil = Instant.MAX;
    }
    return outlived;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    require(List.of(chain));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    require(List.of(chain));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    require(List.of(chain));
  }

  private void require(List<X509Certificate> chain) throws UntrustedServerException {
    Instant now = clock.instant();
    X509Certificate server = chain.get(0);
    Optional<String> problem = CertificateUse.serverProblem(server, now);
    if (problem.isPresent()) {
      throw new UntrustedServerException(
          "the kubelet's certificate %s %s; %s"
              .formatted(CertificateUse.quoted(server), problem.get(), remedy(server)));
    }
    List<X509Certificate> path = anchors.contains(server) ? List.of(server) : path(chain, now);
    if (name.isPresent()) {
      requireName(path, name.get());
    }
    remember(path);
  }

  private String remedy(X509Certificate server) {
    return anchors.contains(server)
        ? "have the kubelet renew it, and put the new one, or its CA, into kubelet_ca_path \"%s\""
            .formatted(file)
        : "have the kubelet renew it (its rotateCertificates and serverTLSBootstrap, or"
            + " --tls-cert-file)";
  }

  /** Any valid path is sufficient: an old CA may exist beside its successor with the same name. */
  private List<X509Certificate> path(List<X509Certificate> chain, Instant now)
      throws UntrustedServerException {
    GeneralSecurityException last = null;
    for (X509Certificate anchor : anchors) {
      boolean issuer =
          chain.stream()
              .anyMatch(
                  each -> each.getIssuerX500Principal().equals(anchor.getSubjectX500Principal()));
      if (!issuer || CertificateUse.issuerProblem(anchor, now).isPresent()) {
        continue;
      }
      try {
        List<X509Certificate> path = new ArrayList<>();
        for (Certificate each : ServerPath.build(chain, anchor, now)) {
          path.add((X509Certificate) each);
        }
        path.add(anchor);
        return path;
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new UntrustedServerException(
        "%s; the kubelet's certificate does not chain to kubelet_ca_path \"%s\""
            .formatted(new MissingPath(chain, anchors, now).describe(last), file));
  }

  private static void requireName(List<X509Certificate> path, String name)
      throws UntrustedServerException {
    X509Certificate server = path.get(0);
    ServerNames names =
        ServerNames.of(server, path.stream().skip(1).anyMatch(ServerPath::isConstrained));
    if (!names.include(name)) {
      throw new UntrustedServerException(
          ("the kubelet's certificate %s is %s, expected \"%s\"; kubelet_server_name can name what"
                  + " the certificate was issued for")
              .formatted(CertificateUse.quoted(server), names, name));
    }
  }

  private synchronized void remember(List<X509Certificate> path) {
    for (X509Certificate each : path) {
      Instant until = each.getNotAfter().toInstant();
      goodUntil = until.isBefore(goodUntil) ? until : goodUntil;
    }
  }
}
