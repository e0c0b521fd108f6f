package dev.attestor.core.kubelet;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers how the kubelet's certificate was verified last, and logs each change. Thread-safe. */
final class VerificationLog {

  private static final Logger LOG = LoggerFactory.getLogger(VerificationLog.class);

  private record Known(String way, Verification verification) {}

  private final AtomicReference<@Nullable Known> last = new AtomicReference<>();

  /**
   * Tells that the certificate was verified. It is no change if a way verifies another address of
   * this host than before.
   *
   * @param way the name of the way, which is the same for all addresses
   * @param refusals why each way that was tried before did not verify it
   * @return whether it was logged
   */
  boolean verified(String way, Verification verification, Map<String, String> refusals) {
    Known before = last.getAndSet(new Known(way, verification));
    if (before != null && before.way().equals(way)) {
      return false;
    }
    String others = refusals.isEmpty() ? "it was tried first" : AutomaticTrust.words(refusals);
    if (before == null) {
      LOG.info("the kubelet's certificate is verified by {} ({})", verification.way(), others);
    } else {
      LOG.warn(
          "the kubelet's certificate is now verified by {} ({}), before by {}",
          verification.way(),
          others,
          before.verification().way());
    }
    return true;
  }

  Optional<Verification> last() {
    return Optional.ofNullable(last.get()).map(Known::verification);
  }
}
