package dev.attestor.sigstore.check;

import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.trust.LogKey;
import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.rekor.client.RekorEntry;
import dev.sigstore.rekor.client.RekorEntry.InclusionProof;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Checks the proof that an entry is in the tree of a log, which signed the tree's root. */
final class Inclusion {

  private final RekorEntry entry;
  private final InclusionProof proof;

  private Inclusion(RekorEntry entry, InclusionProof proof) {
    this.entry = entry;
    this.proof = proof;
  }

  /** Requires a valid proof whose root is in a checkpoint that the log signed. */
  static void require(RekorEntry entry, InclusionProof proof, LogKey log) throws CheckException {
    Checkpoints checkpoint = new Inclusion(entry, proof).requireProven();
    checkpoint.requireSigned(log);
  }

  /**
   * The same for an entry without a promise. Only the proof gives its index, and the checkpoint
   * must have the log's name.
   */
  static void requireNamed(RekorEntry entry, InclusionProof proof, LogKey log)
      throws CheckException {
    if (entry.getLogIndex() != proof.getLogIndex()) {
      throw SignatureCheck.LOG.failed(
          "the log's entry is said to be number %s, and proven to be number %s"
              .formatted(entry.getLogIndex(), proof.getLogIndex()));
    }
    Checkpoints checkpoint = new Inclusion(entry, proof).requireProven();
    checkpoint.requireSignedByName(log, entry.getLogID());
  }

  private Checkpoints requireProven() throws CheckException {
    byte[] root = hex("root hash", proof.getRootHash());
    List<byte[]> hashes = hashes();
    try {
      InclusionProofVerifier.verify(leaf(), proof.getLogIndex(), proof.getTreeSize(), hashes, root);
    } catch (InclusionProofVerificationException | RuntimeException e) {
      throw SignatureCheck.LOG.failed("the inclusion proof does not verify", e);
    }
    return Checkpoints.ofTree(proof, root);
  }

  /**
   * The hashes; their number must match the path from this leaf to the root (RFC 9162, 2.1.3.2),
   * because a proof of another length could be valid for another leaf.
   */
  private List<byte[]> hashes() throws CheckException {
    long index = proof.getLogIndex();
    long size = proof.getTreeSize();
    if (index < 0 || index >= size) {
      throw SignatureCheck.LOG.failed(
          "the inclusion proof is for entry %s of a tree of %s".formatted(index, size));
    }
    int inner = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
    int expected = inner + Long.bitCount(index >>> inner);
    if (proof.getHashes().size() != expected) {
      throw SignatureCheck.LOG.failed(
          "the inclusion proof has %s hashes, expected %s for entry %s of a tree of %s"
              .formatted(proof.getHashes().size(), expected, index, size));
    }
    List<byte[]> hashes = new ArrayList<>();
    for (String hash : proof.getHashes()) {
      hashes.add(hex("hash", hash));
    }
    return hashes;
  }

  /** RFC 6962, 2.1: the hash of a leaf. */
  private byte[] leaf() throws CheckException {
    byte[] body = LogEntries.base64("body", entry.getBody());
    byte[] leaf = new byte[body.length + 1];
    System.arraycopy(body, 0, leaf, 1, body.length);
    return Digest.of(leaf).bytes();
  }

  private static byte[] hex(String what, String text) throws CheckException {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw SignatureCheck.LOG.failed("the inclusion proof's %s is not hex".formatted(what), e);
    }
  }
}
