package dev.attestor.sigstore.find;

import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.Manifest;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.registry.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The manifests that refer to an image: Sigstore bundles, and the manifests of cosign 2 ({@code
 * --registry-referrers-mode=oci-1-1}), which have the layers that its tags have otherwise. What is
 * neither is counted by type. For one list and one thread.
 */
final class Referrers {

  private static final int MAX_TYPES = 5;

  /** Types that do not say what a referrer is. */
  private static final Set<String> VAGUE =
      Set.of("", "application/vnd.oci.empty.v1+json", "application/vnd.oci.image.config.v1+json");

  private static final Map<String, Purpose> COSIGN =
      Map.of(
          "application/vnd.dev.cosign.artifact.sig.v1+json", Purpose.SIGNATURE,
          "application/vnd.dev.cosign.artifact.att.v1+json", Purpose.ATTESTATION);

  private final Repository repository;
  private final Blobs blobs;
  private final Digest image;
  private final boolean attestations;
  private final Map<String, Integer> others = new TreeMap<>();

  Referrers(Repository repository, Blobs blobs, Digest image, boolean attestations) {
    this.repository = repository;
    this.blobs = blobs;
    this.image = image;
    this.attestations = attestations;
  }

  /**
   * Everything in a list that may be a signature or a wanted attestation.
   *
   * @throws RegistryException if there is more than anybody makes
   */
  List<Candidate> read(List<Descriptor> listed) throws RegistryException {
    List<Descriptor> possible = new ArrayList<>();
    for (Descriptor each : listed) {
      if (isRead(each.artifactType()) || VAGUE.contains(each.artifactType())) {
        possible.add(each);
      } else {
        passOver(each.artifactType());
      }
    }
    Finder.requireFew(possible.size(), "manifests that refer to the image");
    List<Candidate> found = new ArrayList<>();
    for (Descriptor each : possible) {
      found.addAll(candidates(each.digest()));
    }
    Finder.requireFew(found.size(), "signatures and attestations");
    return found;
  }

  private boolean isRead(String type) {
    Purpose purpose = COSIGN.get(type);
    return type.startsWith(BundleReferrer.TYPE)
        || purpose == Purpose.SIGNATURE
        || (purpose == Purpose.ATTESTATION && attestations);
  }

  private void passOver(String type) {
    others.merge(type, 1, Integer::sum);
  }

  /** What is passed over, in words; empty if nothing is. */
  Optional<String> others() {
    if (others.isEmpty()) {
      return Optional.empty();
    }
    String some =
        others.entrySet().stream()
            .limit(MAX_TYPES)
            .map(
                each ->
                    "%s of type \"%s\""
                        .formatted(each.getValue(), ForeignText.quoted(each.getKey())))
            .collect(Collectors.joining(", "));
    int left = others.size() - MAX_TYPES;
    return Optional.of(
        "passed over: " + some + (left > 0 ? ", and %s other types".formatted(left) : ""));
  }

  private List<Candidate> candidates(Digest referrer) {
    try {
      Manifest manifest = repository.manifest(referrer);
      String type = manifest.artifactType();
      if (!isRead(type)) {
        passOver(type);
        return List.of();
      }
      return type.startsWith(BundleReferrer.TYPE)
          ? List.of(new BundleReferrer(blobs, image, referrer, manifest))
          : layers(referrer, manifest, Optional.ofNullable(COSIGN.get(type)));
    } catch (RegistryException e) {
      return List.of(new Unreadable("referrer " + referrer, ContentFetch.failure(e)));
    }
  }

  private List<Candidate> layers(Digest referrer, Manifest manifest, Optional<Purpose> given) {
    Purpose purpose = given.orElse(Purpose.SIGNATURE);
    if (!manifest.subject().equals(Optional.of(image))) {
      return List.of(
          new Unreadable(
              "referrer " + referrer,
              SignatureCheck.FORMAT.failed(
                  "it belongs to %s, expected \"%s\""
                      .formatted(
                          manifest.subject().map(d -> "\"" + d + "\"").orElse("nothing"), image))));
    }
    List<Candidate> found = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      String origin =
          "%s %s of referrer %s"
              .formatted(purpose.name().toLowerCase(Locale.ROOT), found.size() + 1, referrer);
      found.add(new CosignLayer(blobs, origin, purpose, layer));
    }
    return found;
  }

  /** A referrer that is listed but cannot be fetched; this does not affect others. */
  private record Unreadable(String origin, CheckException failure) implements Candidate {

    @Override
    public boolean mayBe(Purpose purpose) {
      return true;
    }

    @Override
    public Read read() throws CheckException {
      throw failure;
    }
  }
}
