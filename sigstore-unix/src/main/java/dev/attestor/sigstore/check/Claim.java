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
 * One signature as it was found, taken apart and not yet believed.
 *
 * @param kind what the log's entry must be
 * @param digests the images that what was signed speaks of
 * @param signed the bytes that the signature is over
 * @param payload the bytes whose digest the log keeps
 * @param envelope the DSSE envelope as JSON; empty for a signature over plain bytes
 * @param certificate of the signer
 * @param chain certificates that came with it, which may lead to a root
 * @param entry of the log, if one came with it
 * @param timestamps answers of timestamp authorities (RFC 3161) about the signature
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
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

  /** In what form the signature was made. */
  public enum Kind {
    /** Over the payload itself. */
    PLAIN,
    /** Over a DSSE envelope's pre-authentication encoding. */
    ENVELOPE
  }
}
