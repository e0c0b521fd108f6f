package dev.attestor.core.kubelet;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Trusts every server, as {@code skip_kubelet_verification} requests: whoever answers on the port
 * decides the result of attestations.
 */
final class TrustEverybody extends ServerOnlyTrust {

  @Override
  void judge(List<X509Certificate> chain, Optional<InetAddress> peer) {}

  @Override
  boolean hasOutlivedACertificate() {
    return false;
  }
}
