package dev.attestor.sigstore.check;

import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.trust.LogKey;
import dev.sigstore.rekor.client.RekorEntry.Checkpoint;
import dev.sigstore.rekor.client.RekorEntry.CheckpointSignature;
import dev.sigstore.rekor.client.RekorEntry.InclusionProof;
import dev.sigstore.rekor.client.RekorParseException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Checks a log's checkpoint: C2SP's {@code tlog-checkpoint.md}, signed as in {@code
 * signed-note.md}.
 */
final class Checkpoints {

  private static final int MAX_SIGNATURES = 20;

  private final Checkpoint checkpoint;

  private Checkpoints(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** The checkpoint of a proof; it must be of the same tree as the proof. */
  static Checkpoints ofTree(InclusionProof proof, byte[] root) throws CheckException {
    Checkpoint checkpoint;
    byte[] signedRoot;
    try {
      checkpoint = proof.parsedCheckpoint();
      signedRoot = Base64.getDecoder().decode(checkpoint.getBase64Hash());
    } catch (RekorParseException | RuntimeException e) {
      throw SignatureCheck.LOG.failed("the log's checkpoint cannot be read", e);
    }
    if (!Arrays.equals(root, signedRoot)
        || checkpoint.getSize().longValue() != proof.getTreeSize().longValue()) {
      throw SignatureCheck.LOG.failed(
          "the log's checkpoint is of another tree than the inclusion proof");
    }
    if (checkpoint.getSignatures().size() > MAX_SIGNATURES) {
      throw SignatureCheck.LOG.failed(
          "the log's checkpoint has more than %s signatures".formatted(MAX_SIGNATURES));
    }
    return new Checkpoints(checkpoint);
  }

  /** Compares keys, not the names beside the signatures, because keys from files have no name. */
  void requireSigned(LogKey log) throws CheckException {
    for (CheckpointSignature signature : checkpoint.getSignatures()) {
      if (isBy(log, log.id(), signature)) {
        return;
      }
    }
    throw SignatureCheck.LOG.failed("the log's checkpoint is not signed by the log");
  }

  /**
   * Requires that the checkpoint has the log's name, if it is known, and a signature under this
   * name. Older logs append a tree ID to the name.
   */
  void requireSignedByName(LogKey log, String logId) throws CheckException {
    String origin = checkpoint.getOrigin();
    String name = origin.replaceFirst(" - [0-9]+$", "");
    if (log.host().isPresent() && !log.host().get().equals(name)) {
      throw SignatureCheck.LOG.failed(
          "the log's checkpoint is of log \"%s\", expected \"%s\""
              .formatted(ForeignText.quoted(origin), log.host().get()));
    }
    Digest id = log.id().hex().equals(logId) ? log.id() : log.noteId(name);
    for (CheckpointSignature signature : checkpoint.getSignatures()) {
      if (signature.getIdentity().equals(name) && isBy(log, id, signature)) {
        return;
      }
    }
    throw SignatureCheck.LOG.failed("the log's checkpoint is not signed by the log");
  }

  private boolean isBy(LogKey log, Digest id, CheckpointSignature signature) {
    byte[] content = checkpoint.getSignedData().getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(signature.getKeyHint(), Arrays.copyOf(id.bytes(), 4))
        && Signatures.verify(log.key(), content, signature.getSignature());
  }
}
