package dev.attestor.sigstore.trust;

import dev.attestor.sigstore.registry.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The key of a log.
 *
 * @param id the SHA-256 digest of the key, by which entries name their log
 * @param host the log's name in checkpoints; empty for a key without a name
 */
public record LogKey(Digest id, PublicKey key, Period period, Optional<String> host) {

  /** The type of RSA keys in Rekor v2; C2SP defines none. */
  private static final String RSA_TYPE = "\u00ffPKIX-RSA-PKCS#1v1.5";

  static LogKey of(PublicKey key, Period period, Optional<String> host) {
    return new LogKey(Digest.of(key.getEncoded()), key, period, host);
  }

  /**
   * The log ID in entries of Rekor v2: the untruncated key ID of C2SP's {@code signed-note.md} for
   * a key and a name. For ECDSA it is always {@link #id}.
   */
  public Digest noteId(String name) {
    return switch (key.getAlgorithm()) {
      case "EdDSA", "Ed25519" -> {
        byte[] raw =
            SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getOctets();
        yield noteId(name, new byte[] {1}, raw);
      }
      case "RSA" -> noteId(name, RSA_TYPE.getBytes(StandardCharsets.ISO_8859_1), key.getEncoded());
      default -> id;
    };
  }

  private static Digest noteId(String name, byte[] type, byte[] key) {
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    named.writeBytes((name + "\n").getBytes(StandardCharsets.UTF_8));
    named.writeBytes(type);
    named.writeBytes(key);
    return Digest.of(named.toByteArray());
  }
}
