package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.Claim;
import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.json.Json;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.Manifest;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.bundle.Bundle.DsseEnvelope;
import dev.sigstore.bundle.BundleParseException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
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
    // What its annotations say of it is signed by nobody.
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
    Bundle bundle = parse(blobs.get(layer));
    if (bundle.getEntries().size() != 1) {
      throw SignatureCheck.FORMAT.failed(
          "the bundle has %s log entries, expected one".formatted(bundle.getEntries().size()));
    }
    DsseEnvelope dsse =
        bundle
            .getDsseEnvelope()
            .orElseThrow(() -> SignatureCheck.FORMAT.failed("the bundle has no DSSE envelope"));
    return read(bundle, envelope(dsse));
  }

  private static Bundle parse(byte[] content) throws CheckException {
    try {
      return Bundle.from(new StringReader(new String(content, StandardCharsets.UTF_8)));
    } catch (BundleParseException | RuntimeException e) {
      throw SignatureCheck.FORMAT.failed(
          "the bundle cannot be read: " + Json.shown(String.valueOf(e.getMessage())), e);
    }
  }

  private static Envelope envelope(DsseEnvelope dsse) throws CheckException {
    if (dsse.getSignatures().size() != 1) {
      throw SignatureCheck.FORMAT.failed(
          "the bundle has %s signatures, expected one".formatted(dsse.getSignatures().size()));
    }
    // The bundle always brings its entry, so nobody will ask for the text of the envelope.
    return new Envelope("", dsse.getPayloadType(), dsse.getPayload(), dsse.getSignature());
  }

  private static Read read(Bundle bundle, Envelope envelope) throws CheckException {
    List<X509Certificate> certificates =
        bundle.getCertPath().getCertificates().stream().map(X509Certificate.class::cast).toList();
    if (certificates.isEmpty()) {
      throw SignatureCheck.FORMAT.failed("the bundle has no certificate");
    }
    Statement statement = envelope.statement();
    Claim claim =
        new Claim(
            Claim.Kind.ENVELOPE,
            statement.digests(),
            envelope.signed(),
            envelope.payload(),
            envelope.json(),
            envelope.signature(),
            certificates.get(0),
            certificates.subList(1, certificates.size()),
            Optional.of(bundle.getEntries().get(0)),
            bundle.getTimestamps().stream().map(Bundle.Timestamp::getRfc3161Timestamp).toList());
    return new Read(statement.purpose(), claim);
  }
}
