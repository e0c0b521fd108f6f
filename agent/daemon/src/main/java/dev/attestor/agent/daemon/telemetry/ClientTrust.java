package dev.attestor.agent.daemon.telemetry;

import dev.attestor.core.tls.CertificatePath;
import dev.attestor.core.tls.CertificateUse;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts clients whose certificate chains to a CA of the configured file. Every certificate of the
 * chain, the CA's included, must be valid now and usable for clients. Never trusts servers.
 */
final class ClientTrust extends X509ExtendedTrustManager {

  private final List<X509Certificate> anchors;
  private final Clock clock;

  ClientTrust(List<X509Certificate> anchors, Clock clock) {
    this.anchors = List.copyOf(anchors);
    this.clock = clock;
  }

  private void judge(X509Certificate[] chain) throws CertificateException {
    Instant now = clock.instant();
    String client = "the client's certificate " + CertificateUse.quoted(chain[0]);
    Optional<String> problem = CertificateUse.CLIENT.problem(chain[0], now);
    if (problem.isPresent()) {
      throw new CertificateException(client + " " + problem.get());
    }
    try {
      CertificatePath.find(List.of(chain), anchors, CertificateUse.CLIENT, now);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(
          "%s does not chain to client_ca_path: %s".formatted(client, e.getMessage()), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("not a client");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new UnsupportedOperationException("not a client");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw new UnsupportedOperationException("not a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return anchors.toArray(new X509Certificate[0]);
  }
}
