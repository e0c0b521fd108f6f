package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.ClaimVerifier;
import dev.attestor.sigstore.find.Candidate;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.find.Finder;
import dev.attestor.sigstore.find.Findings;
import dev.attestor.sigstore.find.SignaturePlace;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.trust.TrustException;
import dev.attestor.sigstore.trust.TrustRoots;
import dev.attestor.sigstore.trust.TrustSource;
import dev.attestor.sigstore.web.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one image by querying its registry, within the configured time limit. Blocks; caches
 * nothing.
 */
public final class ImageInspector implements AutoCloseable {

  private final SigstoreConfig config;
  private final RegistryClient registries;
  private final TrustSource trust;
  private final ClaimVerifier verifier;
  private final Consumer<SignatureFinding> told;

  /** Connects the parts. */
  public ImageInspector(
      SigstoreConfig config, RegistryClient registries, TrustSource trust, ClaimVerifier verifier) {
    this(config, registries, trust, verifier, finding -> {});
  }

  /**
   * Connects the parts.
   *
   * @param told is told of each finding at once, on the thread that inspects
   */
  ImageInspector(
      SigstoreConfig config,
      RegistryClient registries,
      TrustSource trust,
      ClaimVerifier verifier,
      Consumer<SignatureFinding> told) {
    this.told = told;
    this.config = config;
    this.registries = registries;
    this.trust = trust;
    this.verifier = verifier;
  }

  /** Ends connections; requests under way fail. */
  @Override
  public void close() {
    registries.close();
  }

  /**
   * Finds and verifies the signatures of an image.
   *
   * @throws ImageVerificationException if they cannot be determined
   */
  public ImageReport inspect(ImageReference image) {
    Deadline deadline = Deadline.after(config.verifyTimeout());
    try {
      // The registry serves the manifest with this digest, or fails; its content is not used.
      registries.open(image, deadline).manifest(image.digest());
      Judge judge = new Judge(image, deadline);
      Finder finder = new Finder(registries.openSignatures(image, deadline), image.digest());
      boolean attestations = config.requireAttestation() || config.attestationCounts();
      finder.find(attestations, judge);
      if (!attestations && judge.report().good(Purpose.SIGNATURE).isEmpty()) {
        finder.tellOfAttestations(judge);
      }
      return judge.report();
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

  /**
   * Requires that a report has what the configuration wants.
   *
   * @throws ImageVerificationException with every place asked, every signature found and why it
   *     does not count
   */
  public void require(ImageReference image, ImageReport report) {
    Optional<ImageReport.Missing> missing = report.missing(config.requireAttestation());
    if (missing.isPresent()) {
      throw failure(image, missing.get(), missing.get().reasons());
    }
  }

  static ImageVerificationException failure(
      ImageReference image, ImageReport.Missing missing, String reasons) {
    return new ImageVerificationException(
        missing.isForWantOfAnswers() ? Kind.UNAVAILABLE : Kind.REFUSED,
        "image \"%s\" has no %s%s%s"
            .formatted(
                image,
                missing.what(),
                missing.isNothing() ? "" : " that counts",
                reasons.isEmpty() ? "" : ": " + reasons));
  }

  /**
   * Judges each signature as soon as it is found, so that a place that is asked later cannot use up
   * its time.
   */
  private final class Judge implements Findings {
    private final ImageReference image;
    private final Deadline deadline;
    private final List<SignatureFinding> findings = new ArrayList<>();
    private @Nullable TrustRoots roots;

    Judge(ImageReference image, Deadline deadline) {
      this.image = image;
      this.deadline = deadline;
    }

    @Override
    public void place(SignaturePlace place) {
      found(new SignatureFinding.Asked(place));
    }

    @Override
    public void candidate(Candidate candidate) throws TrustException {
      found(judge(candidate, roots()));
    }

    private void found(SignatureFinding finding) {
      findings.add(finding);
      told.accept(finding);
    }

    private SignatureFinding judge(Candidate candidate, TrustRoots trusted) {
      try {
        Candidate.Read read = candidate.read();
        return new SignatureFinding.Good(
            candidate.origin(),
            read.purpose(),
            verifier.verify(read.claim(), image.digest(), trusted, deadline));
      } catch (CheckException e) {
        return new SignatureFinding.Bad(candidate, e);
      }
    }

    private TrustRoots roots() throws TrustException {
      TrustRoots known = roots == null ? trust.current(deadline) : roots;
      roots = known;
      return known;
    }

    ImageReport report() {
      return new ImageReport(findings, config.attestationCounts());
    }
  }
}
