package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.Manifest;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.registry.Repository;
import dev.attestor.sigstore.trust.TrustException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks where signatures of an image are: in the tags that cosign names after its digest, and in
 * the bundles that refer to it. A place that does not answer says nothing of the others.
 */
public final class Finder {

  private static final int MAX_CANDIDATES = 100;

  /** Types that tell nothing of what a referrer is. */
  private static final Set<String> VAGUE =
      Set.of("", "application/vnd.oci.empty.v1+json", "application/vnd.oci.image.config.v1+json");

  /** After these, what stands in for the referrers API may still have an answer. */
  private static final Set<Kind> WITHOUT_API =
      Set.of(Kind.NOT_FOUND, Kind.DENIED, Kind.UNREACHABLE);

  private final Repository repository;
  private final Blobs blobs;
  private final Digest image;

  /** Looks in one repository for what belongs to one image. */
  public Finder(Repository repository, Digest image) {
    this.repository = repository;
    this.blobs = descriptor -> Fetched.blob(repository, descriptor);
    this.image = image;
  }

  /**
   * Finds everything that may be a signature, and the attestations too if they are wanted.
   *
   * @throws TrustException as the findings do
   */
  public void find(boolean attestations, Findings findings) throws TrustException {
    layers("sig", Purpose.SIGNATURE, findings);
    if (attestations) {
      layers("att", Purpose.ATTESTATION, findings);
    }
    try {
      referrers("referrers", repository.referrers(image), findings);
    } catch (RegistryException e) {
      findings.place(
          e.kind() == Kind.NOT_FOUND
              ? Place.of("referrers", Optional.empty(), 0)
              : Place.failed("referrers", Optional.empty(), e));
      if (WITHOUT_API.contains(e.kind())) {
        referrersByTag(findings);
      }
    }
  }

  private void layers(String suffix, Purpose purpose, Findings findings) throws TrustException {
    String tag = "sha256-" + image.hex() + "." + suffix;
    Optional<Purpose> only = Optional.of(purpose);
    try {
      List<Descriptor> layers = repository.manifest(tag).map(Manifest::layers).orElse(List.of());
      requireFew(layers.size(), "signatures and attestations");
      for (int number = 1; number <= layers.size(); number++) {
        String origin =
            "%s %s of tag %s".formatted(purpose.name().toLowerCase(Locale.ROOT), number, tag);
        findings.candidate(new CosignLayer(blobs, origin, purpose, layers.get(number - 1)));
      }
      findings.place(Place.of("tag " + tag, only, layers.size()));
    } catch (RegistryException e) {
      findings.place(Place.failed("tag " + tag, only, e));
    }
  }

  /** Asks the tag that stands in for the referrers API in registries that have none. */
  private void referrersByTag(Findings findings) throws TrustException {
    String tag = "sha256-" + image.hex();
    try {
      referrers(
          "tag " + tag,
          repository.manifest(tag).map(Manifest::manifests).orElse(List.of()),
          findings);
    } catch (RegistryException e) {
      findings.place(Place.failed("tag " + tag, Optional.empty(), e));
    }
  }

  private void referrers(String place, List<Descriptor> listed, Findings findings)
      throws RegistryException, TrustException {
    List<Descriptor> possible =
        listed.stream()
            .filter(
                each ->
                    each.artifactType().startsWith(BundleReferrer.TYPE)
                        || VAGUE.contains(each.artifactType()))
            .toList();
    requireFew(possible.size(), "manifests that refer to the image");
    List<Candidate> found = new ArrayList<>();
    for (Descriptor referrer : possible) {
      bundle(referrer.digest()).ifPresent(found::add);
    }
    for (Candidate each : found) {
      findings.candidate(each);
    }
    findings.place(Place.of(place, Optional.empty(), found.size()));
  }

  private static void requireFew(int count, String what) throws RegistryException {
    if (count > MAX_CANDIDATES) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "there are %s %s, expected at most %s".formatted(count, what, MAX_CANDIDATES));
    }
  }

  private Optional<Candidate> bundle(Digest referrer) {
    try {
      Manifest manifest = repository.manifest(referrer);
      return manifest.artifactType().startsWith(BundleReferrer.TYPE)
          ? Optional.of(new BundleReferrer(blobs, image, referrer, manifest))
          : Optional.empty();
    } catch (RegistryException e) {
      return Optional.of(new Unreadable("referrer " + referrer, e));
    }
  }

  /** A referrer that is listed and cannot be had; the others still count. */
  private record Unreadable(String origin, RegistryException failure) implements Candidate {

    @Override
    public boolean mayBe(Purpose purpose) {
      return true;
    }

    @Override
    public Read read() throws CheckException {
      throw Fetched.failure(failure);
    }
  }
}
