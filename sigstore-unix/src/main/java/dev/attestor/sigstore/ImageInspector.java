package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.ClaimVerifier;
import dev.attestor.sigstore.find.Candidate;
import dev.attestor.sigstore.find.Finder;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.registry.Repository;
import dev.attestor.sigstore.trust.TrustException;
import dev.attestor.sigstore.trust.TrustRoots;
import dev.attestor.sigstore.trust.TrustSource;
import dev.attestor.sigstore.web.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Verifies one image by asking the registry, within the configuration's time limit. Blocks; keeps
 * nothing.
 */
public final class ImageInspector {

  private static final int MAX_REASONS = 10;

  private final SigstoreConfig config;
  private final RegistryClient registries;
  private final TrustSource trust;
  private final ClaimVerifier verifier;

  /** Puts the parts together. */
  public ImageInspector(
      SigstoreConfig config, RegistryClient registries, TrustSource trust, ClaimVerifier verifier) {
    this.config = config;
    this.registries = registries;
    this.trust = trust;
    this.verifier = verifier;
  }

  /**
   * What there is beside an image.
   *
   * @throws ImageVerificationException if that cannot be told
   */
  public ImageReport inspect(ImageReference image) {
    Deadline deadline = Deadline.after(config.verifyTimeout());
    try {
      Repository repository = registries.open(image, deadline);
      // Served under this digest or not at all; nothing else of it is looked at.
      repository.manifest(image.digest());
      boolean attestations = config.requireAttestation();
      List<Candidate> candidates = new Finder(repository, image.digest()).find(attestations);
      TrustRoots roots = trust.current(deadline);
      List<SignatureFinding> findings = new ArrayList<>();
      for (Candidate candidate : candidates) {
        findings.add(judge(candidate, image, roots, deadline));
      }
      return new ImageReport(findings);
    } catch (RegistryException e) {
      Kind kind = e.kind() == RegistryException.Kind.UNREACHABLE ? Kind.UNAVAILABLE : Kind.REFUSED;
      throw new ImageVerificationException(
          kind, "image \"%s\" cannot be verified: %s".formatted(image, e.getMessage()), e);
    } catch (TrustException e) {
      throw new ImageVerificationException(
          Kind.UNAVAILABLE,
          "image \"%s\" cannot be verified: %s".formatted(image, e.getMessage()),
          e);
    }
  }

  private SignatureFinding judge(
      Candidate candidate, ImageReference image, TrustRoots roots, Deadline deadline) {
    try {
      Candidate.Read read = candidate.read();
      return new SignatureFinding.Good(
          candidate.origin(),
          read.purpose(),
          verifier.verify(read.claim(), image.digest(), roots, deadline));
    } catch (CheckException e) {
      return new SignatureFinding.Bad(candidate, e);
    }
  }

  /**
   * Requires that a report has what the configuration wants.
   *
   * @throws ImageVerificationException with every signature found and why it does not count
   */
  public void require(ImageReference image, ImageReport report) {
    Optional<ImageReport.Missing> lack = report.lack(config.requireAttestation());
    if (lack.isPresent()) {
      String reasons =
          lack.get().bad().stream()
              .limit(MAX_REASONS)
              .map(SignatureFinding.Bad::toString)
              .collect(Collectors.joining("; "));
      throw failure(image, lack.get(), reasons.isEmpty() ? "" : ": " + reasons);
    }
  }

  static ImageVerificationException failure(
      ImageReference image, ImageReport.Missing lack, String reasons) {
    return new ImageVerificationException(
        lack.isForWantOfAnswers() ? Kind.UNAVAILABLE : Kind.REFUSED,
        "image \"%s\" has no %s%s%s"
            .formatted(image, lack.what(), lack.bad().isEmpty() ? "" : " that counts", reasons));
  }
}
