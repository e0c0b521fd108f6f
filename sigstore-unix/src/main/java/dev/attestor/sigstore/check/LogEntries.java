package dev.attestor.sigstore.check;

import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.trust.LogKey;
import dev.sigstore.rekor.client.RekorEntry;
import dev.sigstore.rekor.client.RekorEntry.InclusionProof;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Checks entries of transparency logs: the log's promise to include the entry (the signed entry
 * timestamp, which also guarantees the time) and, if there is one, the proof of inclusion.
 */
final class LogEntries {

  private final List<LogKey> logs;

  LogEntries(List<LogKey> logs) {
    this.logs = logs;
  }

  /** Whether the entry has the log's promise, which also gives it a time. */
  static boolean isPromised(RekorEntry entry) {
    String promise = entry.getVerification().getSignedEntryTimestamp();
    return promise != null && !promise.isEmpty();
  }

  /** The time that an entry claims; not verified yet. */
  static Instant claimedTime(RekorEntry entry) throws CheckException {
    if (entry.getIntegratedTime() <= 0) {
      throw SignatureCheck.LOG.failed("the log's entry has no time");
    }
    return Instant.ofEpochSecond(entry.getIntegratedTime());
  }

  /**
   * Requires that the entry is from a trusted log with a promise; a proof, if there is one, must be
   * valid.
   */
  void requirePromised(RekorEntry entry) throws CheckException {
    Instant time = claimedTime(entry);
    LogKey log =
        logs.stream()
            .filter(each -> each.id().hex().equals(entry.getLogID()))
            .findFirst()
            .orElseThrow(() -> notTrusted(entry));
    requireTrustedAt(time, entry, log);
    requireTimestamp(entry, log);
    InclusionProof proof = entry.getVerification().getInclusionProof();
    if (proof != null) {
      Inclusion.require(entry, proof, log);
    }
  }

  /** Requires the same as {@link #requirePromised}, and a proof. */
  void requireProven(RekorEntry entry) throws CheckException {
    requireProof(entry);
    requirePromised(entry);
  }

  /**
   * Requires a proof of inclusion in a trusted log, for entries without a promise, such as those of
   * Rekor v2. Such entries have no time; the time of the signature must come from elsewhere.
   */
  void requireIncluded(RekorEntry entry, List<Instant> times) throws CheckException {
    InclusionProof proof = requireProof(entry);
    LogKey log =
        logs.stream()
            .filter(each -> isNamedBy(entry, proof, each))
            .findFirst()
            .orElseThrow(() -> notTrusted(entry));
    for (Instant time : times) {
      requireTrustedAt(time, entry, log);
    }
    Inclusion.requireNamed(entry, proof, log);
  }

  private static boolean isNamedBy(RekorEntry entry, InclusionProof proof, LogKey log) {
    String name = log.host().orElseGet(() -> firstLine(proof.getCheckpoint()));
    return log.id().hex().equals(entry.getLogID())
        || log.noteId(name).hex().equals(entry.getLogID());
  }

  /** As in all signed notes, only a line feed ends a line. */
  private static String firstLine(String note) {
    int end = note.indexOf('\n');
    return end < 0 ? note : note.substring(0, end);
  }

  private static InclusionProof requireProof(RekorEntry entry) throws CheckException {
    InclusionProof proof = entry.getVerification().getInclusionProof();
    if (proof == null) {
      throw SignatureCheck.LOG.failed("the log's entry has no inclusion proof");
    }
    return proof;
  }

  private static void requireTrustedAt(Instant time, RekorEntry entry, LogKey log)
      throws CheckException {
    if (!log.period().contains(time)) {
      throw SignatureCheck.LOG.failed(
          "log \"%s\" was not trusted at %s".formatted(ForeignText.quoted(entry.getLogID()), time));
    }
  }

  private static CheckException notTrusted(RekorEntry entry) {
    return SignatureCheck.LOG.failed(
        "log \"%s\" is not trusted".formatted(ForeignText.quoted(entry.getLogID())));
  }

  private static void requireTimestamp(RekorEntry entry, LogKey log) throws CheckException {
    String timestamp = entry.getVerification().getSignedEntryTimestamp();
    if (timestamp == null || !isPromised(entry)) {
      throw SignatureCheck.LOG.failed("the log's entry has no signed entry timestamp");
    }
    byte[] signature = base64("signed entry timestamp", timestamp);
    if (!Signatures.verify(log.key(), entry.getSignableContent(), signature)) {
      throw SignatureCheck.LOG.failed("the log's signed entry timestamp does not verify");
    }
  }

  static byte[] base64(String what, String text) throws CheckException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw SignatureCheck.LOG.failed("the log's %s is not base64".formatted(what), e);
    }
  }
}
