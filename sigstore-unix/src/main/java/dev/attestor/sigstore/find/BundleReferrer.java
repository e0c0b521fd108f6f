package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.Claim;
import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.Manifest;
import java.util.Optional;

/** A Sigstore bundle that is attached to an image as an OCI referrer. */
final class BundleReferrer implements Candidate {

  static final String TYPE = "application/vnd.dev.sigstore.bundle";

  private final Blobs blobs;
  private final Digest image;
  private final Digest referrer;
  private final Manifest manifest;

  BundleReferrer(Blobs blobs, Digest image, Digest referrer, Manifest manifest) {
    this.blobs = blobs;
    this.image = image;
    this.referrer = referrer;
    this.manifest = manifest;
  }

  @Override
  public String origin() {
    return "bundle " + referrer;
  }

  @Override
  public boolean mayBe(Purpose purpose) {
    // Its annotations are not signed.
    return true;
  }

  @Override
  public Read read() throws CheckException {
    if (!manifest.subject().equals(Optional.of(image))) {
      throw SignatureCheck.FORMAT.failed(
          "it belongs to %s, expected \"%s\""
              .formatted(manifest.subject().map(d -> "\"" + d + "\"").orElse("nothing"), image));
    }
    Descriptor layer =
        manifest.layers().stream()
            .filter(each -> each.mediaType().startsWith(TYPE))
            .findFirst()
            .orElseThrow(
                () -> SignatureCheck.FORMAT.failed("it has no layer of type \"" + TYPE + "\""));
    return read(BundleContent.parse(blobs.get(layer)));
  }

  private static Read read(BundleContent bundle) throws CheckException {
    if (bundle.entries().size() > 1) {
      throw SignatureCheck.FORMAT.failed(
          "the bundle has %s log entries, expected one".formatted(bundle.entries().size()));
    }
    if (bundle.certificates().isEmpty()) {
      throw SignatureCheck.FORMAT.failed("the bundle has no certificate");
    }
    Envelope envelope = bundle.envelope();
    Statement statement = envelope.statement();
    Claim claim =
        new Claim(
            Claim.Kind.ENVELOPE,
            statement.digests(),
            envelope.signed(),
            envelope.payload(),
            envelope.json(),
            envelope.signature(),
            bundle.certificates().get(0),
            bundle.certificates().subList(1, bundle.certificates().size()),
            bundle.entries().stream().findFirst(),
            bundle.timestamps());
    return new Read(statement.purpose(), claim);
  }
}
