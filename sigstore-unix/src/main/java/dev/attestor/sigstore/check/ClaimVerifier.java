package dev.attestor.sigstore.check;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.trust.TrustRoots;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.sigstore.rekor.client.RekorEntry;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Verifies everything that the configuration requires of a claim, in the order of {@link
 * SignatureCheck}.
 */
public final class ClaimVerifier {

  private final boolean requireSct;
  private final boolean requireLog;
  private final AllowedSigners identities;
  private final Rekor rekor;
  private final Clock clock;

  /**
   * Reads the allowed signers.
   *
   * @throws IllegalArgumentException if an allowed identity must be a regular expression but is
   *     invalid
   */
  public ClaimVerifier(SigstoreConfig config, WebClient web, Clock clock) {
    this.requireSct = config.requireSct();
    this.requireLog = config.requireLog();
    this.identities = new AllowedSigners(config);
    this.rekor = new Rekor(web, config.rekorUrl());
    this.clock = clock;
  }

  /**
   * Verifies a claim about an image and returns its signature.
   *
   * @throws CheckException with the first check that failed
   */
  public Verified verify(Claim claim, Digest image, TrustRoots roots, Deadline deadline)
      throws CheckException {
    if (!claim.digests().contains(image)) {
      throw SignatureCheck.PAYLOAD.failed(
          "what was signed names %s, expected \"%s\"".formatted(named(claim), image));
    }
    if (!fitsKey(claim)) {
      throw SignatureCheck.SIGNATURE.failed(
          "the signature does not fit the key of its certificate");
    }
    List<Instant> stamped = stamped(claim, roots);
    Chains chains = new Chains(roots.authorities(), Chains.Purpose.CODE_SIGNING);
    X509Certificate issuer =
        chains.requireTrusted(claim.certificate(), claim.chain(), firstTime(claim, stamped));
    for (Instant time : stamped) {
      chains.requireTrusted(claim.certificate(), claim.chain(), time);
    }
    Signer signer = identities.requireAllowed(claim.certificate());
    if (requireSct) {
      new CertificateLogs(roots.certificateLogs()).requireLogged(claim.certificate(), issuer);
    }
    if (!requireLog) {
      return Verified.of(claim, signer, Optional.empty());
    }
    LogEntries log = new LogEntries(roots.logs());
    if (claim.isBundleWithoutEntry()) {
      throw SignatureCheck.LOG.failed(
          "the bundle has no log entry, so it would count only with ignore_tlog");
    }
    RekorEntry entry =
        claim.entry().isPresent()
            ? claim.entry().get()
            : found(claim, log, rekor.find(claim, deadline));
    if (LogEntries.isPromised(entry)) {
      log.requirePromised(entry);
      chains.requireTrusted(claim.certificate(), claim.chain(), LogEntries.claimedTime(entry));
    } else {
      log.requireIncluded(entry, stamped);
    }
    LoggedBody.requireAbout(entry, claim);
    return Verified.of(claim, signer, Optional.of(entry));
  }

  private static boolean fitsKey(Claim claim) {
    PublicKey key = claim.certificate().getPublicKey();
    return claim.kind() == Claim.Kind.PLAIN
        ? Signatures.verifyPlain(key, claim.signed(), claim.signature())
        : Signatures.verify(key, claim.signed(), claim.signature());
  }

  /**
   * The times in the timestamps. If no authority is trusted, timestamps are ignored as long as
   * something else gives a time. This is safe, because an attacker could also omit them.
   */
  private List<Instant> stamped(Claim claim, TrustRoots roots) throws CheckException {
    boolean needed = requireLog && claim.entry().filter(LogEntries::isPromised).isEmpty();
    return roots.timestampAuthorities().isEmpty() && !needed
        ? List.of()
        : new Timestamps(roots.timestampAuthorities()).requireTrusted(claim);
  }

  /**
   * The time at which the certificate must be valid. Without an entry, it is the start of the
   * certificate's validity, so that the log is queried only for plausible claims; the time from the
   * log is checked again later.
   */
  private Instant firstTime(Claim claim, List<Instant> stamped) throws CheckException {
    if (requireLog && claim.entry().isEmpty()) {
      return claim.certificate().getNotBefore().toInstant();
    }
    if (requireLog && claim.entry().filter(LogEntries::isPromised).isPresent()) {
      return LogEntries.claimedTime(claim.entry().get());
    }
    if (!stamped.isEmpty()) {
      return stamped.get(0);
    }
    if (!requireLog) {
      return clock.instant();
    }
    throw SignatureCheck.LOG.failed(
        "the log's entry has no signed entry timestamp, and no timestamp of an authority came with"
            + " it, so nothing says when it was signed");
  }

  private static RekorEntry found(Claim claim, LogEntries log, List<RekorEntry> entries)
      throws CheckException {
    CheckException first =
        SignatureCheck.LOG.failed(
            "no entry came with the signature, and the transparency log has none");
    boolean any = false;
    for (RekorEntry entry : entries) {
      try {
        log.requireProven(entry);
        LoggedBody.requireAbout(entry, claim);
        return entry;
      } catch (CheckException e) {
        first = any ? first : e;
        any = true;
      }
    }
    throw first;
  }

  private static String named(Claim claim) {
    return claim.digests().isEmpty()
        ? "no image"
        : "\""
            + claim.digests().stream().map(Digest::toString).sorted().findFirst().orElse("")
            + "\"";
  }
}
