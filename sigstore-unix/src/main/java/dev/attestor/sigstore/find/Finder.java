package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.Manifest;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.registry.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks where signatures of an image are: in the tags that cosign names after its digest, and in
 * the bundles that refer to it.
 */
public final class Finder {

  private static final int MAX_CANDIDATES = 100;

  /** Types that tell nothing of what a referrer is. */
  private static final Set<String> VAGUE =
      Set.of("", "application/vnd.oci.empty.v1+json", "application/vnd.oci.image.config.v1+json");

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
   * Everything that may be a signature, and the attestations too if they are wanted.
   *
   * @throws RegistryException if it cannot be told what there is
   */
  public List<Candidate> find(boolean attestations) throws RegistryException {
    List<Candidate> found = new ArrayList<>(layers("sig", Purpose.SIGNATURE));
    if (attestations) {
      found.addAll(layers("att", Purpose.ATTESTATION));
    }
    found.addAll(bundles());
    if (found.size() > MAX_CANDIDATES) {
      throw new RegistryException(
          RegistryException.Kind.BAD_CONTENT,
          "there are %s signatures and attestations, expected at most %s"
              .formatted(found.size(), MAX_CANDIDATES));
    }
    return found;
  }

  private List<Candidate> layers(String suffix, Purpose purpose) throws RegistryException {
    String tag = "sha256-" + image.hex() + "." + suffix;
    Optional<Manifest> manifest = repository.manifest(tag);
    List<Candidate> found = new ArrayList<>();
    for (Descriptor layer : manifest.map(Manifest::layers).orElse(List.of())) {
      String origin =
          "%s %s of tag %s"
              .formatted(purpose.name().toLowerCase(Locale.ROOT), found.size() + 1, tag);
      found.add(new CosignLayer(blobs, origin, purpose, layer));
    }
    return found;
  }

  private List<Candidate> bundles() throws RegistryException {
    List<Candidate> found = new ArrayList<>();
    int looked = 0;
    for (Descriptor referrer : repository.referrers(image)) {
      String type = referrer.artifactType();
      if (!type.startsWith(BundleReferrer.TYPE) && !VAGUE.contains(type)) {
        continue;
      }
      if (++looked > MAX_CANDIDATES) {
        throw new RegistryException(
            RegistryException.Kind.BAD_CONTENT,
            "more than %s manifests refer to the image".formatted(MAX_CANDIDATES));
      }
      bundle(referrer.digest()).ifPresent(found::add);
    }
    return found;
  }

  private Optional<Candidate> bundle(Digest referrer) throws RegistryException {
    try {
      Manifest manifest = repository.manifest(referrer);
      return manifest.artifactType().startsWith(BundleReferrer.TYPE)
          ? Optional.of(new BundleReferrer(blobs, image, referrer, manifest))
          : Optional.empty();
    } catch (RegistryException e) {
      if (e.kind() == RegistryException.Kind.UNREACHABLE) {
        throw e;
      }
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
