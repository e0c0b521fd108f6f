package dev.attestor.core.kubelet;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the certificates of servers, during the handshake and before a byte of a request is sent.
 * Never trusts client certificates.
 */
abstract class ServerOnlyTrust extends X509ExtendedTrustManager {

  /**
   * Returns if the server is trusted.
   *
   * @param chain the certificates that the server sent, its own first
   * @param peer the address that is connected to, if it is known
   */
  abstract void judge(List<X509Certificate> chain, Optional<InetAddress> peer)
      throws UntrustedServerException;

  /**
   * Whether a trusted certificate has expired since. A resumed TLS session would keep using it,
   * because its handshake sends no certificate and does not call this class.
   */
  abstract boolean hasOutlivedACertificate();

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType)
      throws UntrustedServerException {
    judge(List.of(chain), Optional.empty());
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws UntrustedServerException {
    judge(List.of(chain), Optional.ofNullable(socket.getInetAddress()));
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws UntrustedServerException {
    judge(List.of(chain), Optional.empty());
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("not a server");
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new UnsupportedOperationException("not a server");
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw new UnsupportedOperationException("not a server");
  }

  @Override
  public final X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
