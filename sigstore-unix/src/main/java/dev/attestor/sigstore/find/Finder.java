package dev.attestor.sigstore.find;

import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.Manifest;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.registry.Repository;
import dev.attestor.sigstore.trust.TrustException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks where signatures of an image are: in the tags that cosign names after its digest, and in
 * the manifests that refer to it. A place that does not answer says nothing of the others.
 */
public final class Finder {

  private static final int MAX_CANDIDATES = 100;

  /** After these, what stands in for the referrers API may still have an answer. */
  private static final Set<Kind> WITHOUT_API =
      Set.of(Kind.NOT_FOUND, Kind.DENIED, Kind.UNREACHABLE);

  private final Repository repository;
  private final Blobs blobs;
  private final Digest image;

  /** Searches one repository for one image. */
  public Finder(Repository repository, Digest image) {
    this.repository = repository;
    this.blobs = descriptor -> ContentFetch.blob(repository, descriptor);
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
      referrers("referrers", repository.referrers(image), attestations, findings);
    } catch (RegistryException e) {
      findings.place(
          e.kind() == Kind.NOT_FOUND
              ? SignaturePlace.of("referrers", Optional.empty(), 0)
              : SignaturePlace.failed("referrers", Optional.empty(), e));
      if (WITHOUT_API.contains(e.kind())) {
        referrersByTag(attestations, findings);
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
      findings.place(SignaturePlace.of("tag " + tag, only, layers.size()));
    } catch (RegistryException e) {
      findings.place(SignaturePlace.failed("tag " + tag, only, e));
    }
  }

  /** Tells of attestations in cosign's tag, of which none was asked for. */
  public void tellOfAttestations(Findings findings) {
    String tag = "sha256-" + image.hex() + ".att";
    try {
      int count = repository.manifest(tag).map(manifest -> manifest.layers().size()).orElse(0);
      if (count > 0) {
        findings.place(
            SignaturePlace.others(
                "tag " + tag, "%s attestations, which are not looked at".formatted(count)));
      }
    } catch (RegistryException e) {
      // Nothing there would have counted.
      findings.place(SignaturePlace.failed("tag " + tag, Optional.of(Purpose.ATTESTATION), e));
    }
  }

  /** Asks the tag that stands in for the referrers API in registries that have none. */
  private void referrersByTag(boolean attestations, Findings findings) throws TrustException {
    String tag = "sha256-" + image.hex();
    try {
      referrers(
          "tag " + tag,
          repository.manifest(tag).map(Manifest::manifests).orElse(List.of()),
          attestations,
          findings);
    } catch (RegistryException e) {
      findings.place(SignaturePlace.failed("tag " + tag, Optional.empty(), e));
    }
  }

  private void referrers(
      String place, List<Descriptor> listed, boolean attestations, Findings findings)
      throws RegistryException, TrustException {
    Referrers referrers = new Referrers(repository, blobs, image, attestations);
    List<Candidate> found = referrers.read(listed);
    for (Candidate each : found) {
      findings.candidate(each);
    }
    referrers.others().ifPresent(others -> findings.place(SignaturePlace.others(place, others)));
    if (!found.isEmpty() || referrers.others().isEmpty()) {
      findings.place(SignaturePlace.of(place, Optional.empty(), found.size()));
    }
  }

  static void requireFew(int count, String what) throws RegistryException {
    if (count > MAX_CANDIDATES) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "there are %s %s, expected at most %s".formatted(count, what, MAX_CANDIDATES));
    }
  }
}
