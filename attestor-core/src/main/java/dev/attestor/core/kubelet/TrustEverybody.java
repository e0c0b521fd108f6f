package dev.attestor.core.kubelet;

import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/**
 * Trusts every server, as {@code skip_kubelet_verification} requests: whoever answers on the port
 * decides the result of attestations.
 */
final class TrustEverybody extends ServerOnlyTrust {

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}
}
