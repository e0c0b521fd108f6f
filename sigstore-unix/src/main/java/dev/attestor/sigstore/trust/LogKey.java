package dev.attestor.sigstore.trust;

import dev.attestor.sigstore.registry.Digest;
import java.security.PublicKey;

/**
 * The key of a log.
 *
 * @param id the SHA-256 digest of the key, by which entries name their log
 */
public record LogKey(Digest id, PublicKey key, Period period) {

  static LogKey of(PublicKey key, Period period) {
    return new LogKey(Digest.of(key.getEncoded()), key, period);
  }
}
