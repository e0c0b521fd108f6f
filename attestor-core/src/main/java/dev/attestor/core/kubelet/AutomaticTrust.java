package dev.attestor.core.kubelet;

import dev.attestor.core.kubelet.TrustWay.Proof;
import dev.attestor.core.tls.CertificateUse;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Trusts a server whose certificate one of the known ways verifies, and nobody else. The ways are
 * tried in their order at each full handshake, so a new certificate or a new file needs no special
 * case. That also means that a server has to satisfy any one of them, not the one that was used
 * before.
 */
final class AutomaticTrust extends ServerOnlyTrust {

  private final List<TrustWay> ways;
  private final VerificationLog log;
  private final Clock clock;
  private final FirstExpiry expiry;

  AutomaticTrust(List<TrustWay> ways, VerificationLog log, Clock clock) {
    this.ways = List.copyOf(ways);
    this.log = log;
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
    String server = CertificateUse.quoted(chain.get(0));
    Optional<String> problem = CertificateUse.SERVER.problem(chain.get(0), clock.instant());
    if (problem.isPresent()) {
      throw new UntrustedServerException(
          "the kubelet's certificate %s %s; have the kubelet renew it"
              .formatted(server, problem.get()));
    }
    // Ways with the same file have the same problem.
    Map<String, String> refusals = new LinkedHashMap<>();
    for (TrustWay way : ways) {
      try {
        Proof proof = way.verify(chain, peer);
        expiry.remember(proof.path());
        log.verified(way.name(), proof.verification(), refusals);
        return;
      } catch (UntrustedServerException e) {
        refusals.merge(
            String.valueOf(e.getMessage()), way.name(), (one, other) -> one + ", or " + other);
      }
    }
    throw new UntrustedServerException(
        "kubelet_verification = \"auto\" found nothing that verifies the kubelet's certificate %s: %s"
            .formatted(server, words(refusals)));
  }

  static String words(Map<String, String> refusals) {
    return refusals.entrySet().stream()
        .map(each -> "not by %s: %s".formatted(each.getValue(), each.getKey()))
        .collect(Collectors.joining("; "));
  }
}
