package dev.attestor.sigstore.check;

import dev.attestor.sigstore.registry.Digest;
import dev.sigstore.rekor.client.RekorEntry;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A parsed signature that is not verified yet.
 *
 * @param kind the form of the signature, which decides the kind of log entry
 * @param digests the images that the signed content names
 * @param signed the signed bytes
 * @param payload the bytes whose digest is in the log
 * @param envelope the DSSE envelope as JSON; empty for a signature over plain bytes
 * @param certificate the certificate of the signer
 * @param chain the certificates that came with it, which may lead to a root
 * @param entry the log entry, if one came with it
 * @param timestamps RFC 3161 timestamps of the signature
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Claim(
    Kind kind,
    Set<Digest> digests,
    byte[] signed,
    byte[] payload,
    String envelope,
    byte[] signature,
    X509Certificate certificate,
    List<X509Certificate> chain,
    Optional<RekorEntry> entry,
    List<byte[]> timestamps) {

  /** Copies the collections. */
  public Claim {
    digests = Collections.unmodifiableSet(new HashSet<>(digests));
    chain = List.copyOf(chain);
    timestamps = List.copyOf(timestamps);
  }

  /** Whether the log can never be asked about it: bundles bring their entry, or have none. */
  boolean isBundleWithoutEntry() {
    return kind == Kind.ENVELOPE && envelope.isEmpty() && entry.isEmpty();
  }

  /** The form of the signature. */
  public enum Kind {
    /** Signs the payload itself. */
    PLAIN,
    /** Signs the pre-authentication encoding of a DSSE envelope. */
    ENVELOPE
  }
}
