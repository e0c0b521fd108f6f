package dev.attestor.sigstore.check;

import dev.attestor.sigstore.json.Json;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.trust.LogKey;
import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.rekor.client.RekorEntry;
import dev.sigstore.rekor.client.RekorEntry.Checkpoint;
import dev.sigstore.rekor.client.RekorEntry.CheckpointSignature;
import dev.sigstore.rekor.client.RekorEntry.InclusionProof;
import dev.sigstore.rekor.client.RekorParseException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Checks entries of transparency logs: the log's promise to have the entry (the signed entry
 * timestamp, which vouches for the time too), and where there is one, the proof that it has.
 */
final class LogEntries {

  private static final int MAX_SIGNATURES = 20;
  private static final int MAX_HASHES = 64;

  private final List<LogKey> logs;

  LogEntries(List<LogKey> logs) {
    this.logs = logs;
  }

  /** The time that an entry claims, not yet believed. */
  static Instant claimedTime(RekorEntry entry) throws CheckException {
    String promise = entry.getVerification().getSignedEntryTimestamp();
    if (entry.getIntegratedTime() == 0 && (promise == null || promise.isEmpty())) {
      throw Check.LOG.failed(
          "the log's entry has no time of its own, which is how Rekor v2 makes them; RFC 3161"
              + " timestamps in its stead are not supported");
    }
    if (entry.getIntegratedTime() <= 0) {
      throw Check.LOG.failed("the log's entry says no time");
    }
    return Instant.ofEpochSecond(entry.getIntegratedTime());
  }

  /** The entry must be of a trusted log, promised by it, and proven wherever a proof came along. */
  void requirePromised(RekorEntry entry) throws CheckException {
    Instant time = claimedTime(entry);
    LogKey log =
        logs.stream()
            .filter(each -> each.id().hex().equals(entry.getLogID()))
            .findFirst()
            .orElseThrow(
                () ->
                    Check.LOG.failed(
                        "log \"%s\" is not trusted".formatted(Json.shown(entry.getLogID()))));
    if (!log.period().contains(time)) {
      throw Check.LOG.failed("log \"%s\" was not trusted at %s".formatted(log.id().hex(), time));
    }
    requireTimestamp(entry, log);
    InclusionProof proof = entry.getVerification().getInclusionProof();
    if (proof != null) {
      requireIncluded(entry, proof, log);
    }
  }

  /** As {@link #requirePromised}, and there must be a proof. */
  void requireProven(RekorEntry entry) throws CheckException {
    if (entry.getVerification().getInclusionProof() == null) {
      throw Check.LOG.failed("the log's entry has no inclusion proof");
    }
    requirePromised(entry);
  }

  private static void requireTimestamp(RekorEntry entry, LogKey log) throws CheckException {
    String timestamp = entry.getVerification().getSignedEntryTimestamp();
    if (timestamp == null || timestamp.isEmpty()) {
      throw Check.LOG.failed("the log's entry has no signed entry timestamp");
    }
    byte[] signature = base64("signed entry timestamp", timestamp);
    if (!Signatures.verify(log.key(), entry.getSignableContent(), signature)) {
      throw Check.LOG.failed("the log's signed entry timestamp does not verify");
    }
  }

  private static void requireIncluded(RekorEntry entry, InclusionProof proof, LogKey log)
      throws CheckException {
    byte[] root = hex("root hash", proof.getRootHash());
    if (proof.getHashes().size() > MAX_HASHES) {
      throw Check.LOG.failed("the inclusion proof has more than %s hashes".formatted(MAX_HASHES));
    }
    List<byte[]> hashes = new java.util.ArrayList<>();
    for (String hash : proof.getHashes()) {
      hashes.add(hex("hash", hash));
    }
    try {
      InclusionProofVerifier.verify(
          leaf(entry), proof.getLogIndex(), proof.getTreeSize(), hashes, root);
    } catch (InclusionProofVerificationException | RuntimeException e) {
      throw Check.LOG.failed("the inclusion proof does not verify", e);
    }
    requireCheckpoint(proof, root, log);
  }

  /** RFC 6962, 2.1: the hash of a leaf. */
  private static byte[] leaf(RekorEntry entry) throws CheckException {
    byte[] body = base64("body", entry.getBody());
    byte[] leaf = new byte[body.length + 1];
    System.arraycopy(body, 0, leaf, 1, body.length);
    return Digest.of(leaf).bytes();
  }

  private static void requireCheckpoint(InclusionProof proof, byte[] root, LogKey log)
      throws CheckException {
    Checkpoint checkpoint;
    byte[] signedRoot;
    try {
      checkpoint = proof.parsedCheckpoint();
      signedRoot = Base64.getDecoder().decode(checkpoint.getBase64Hash());
    } catch (RekorParseException | RuntimeException e) {
      throw Check.LOG.failed("the log's checkpoint cannot be read", e);
    }
    if (!Arrays.equals(root, signedRoot)
        || checkpoint.getSize().longValue() != proof.getTreeSize().longValue()) {
      throw Check.LOG.failed("the log's checkpoint is of another tree than the inclusion proof");
    }
    if (checkpoint.getSignatures().size() > MAX_SIGNATURES) {
      throw Check.LOG.failed(
          "the log's checkpoint has more than %s signatures".formatted(MAX_SIGNATURES));
    }
    byte[] content = checkpoint.getSignedData().getBytes(StandardCharsets.UTF_8);
    // The key decides, not the name beside the signature: keys from files have no name.
    byte[] hint = Arrays.copyOf(log.id().bytes(), 4);
    for (CheckpointSignature signature : checkpoint.getSignatures()) {
      if (Arrays.equals(signature.getKeyHint(), hint)
          && Signatures.verify(log.key(), content, signature.getSignature())) {
        return;
      }
    }
    throw Check.LOG.failed("the log's checkpoint is not signed by the log");
  }

  static byte[] base64(String what, String text) throws CheckException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Check.LOG.failed("the log's %s is not base64".formatted(what), e);
    }
  }

  private static byte[] hex(String what, String text) throws CheckException {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw Check.LOG.failed("the inclusion proof's %s is not hex".formatted(what), e);
    }
  }
}
