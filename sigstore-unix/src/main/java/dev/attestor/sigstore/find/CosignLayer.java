package dev.attestor.sigstore.find;

import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.pem.PemException;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.Claim;
import dev.attestor.sigstore.check.RekorEntries;
import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.trust.PemTrust;
import dev.sigstore.rekor.client.RekorEntry;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A layer of cosign's signature or attestation manifest: the payload is the blob; everything else
 * is in annotations (cosign, {@code specs/SIGNATURE_SPEC.md}).
 */
final class CosignLayer implements Candidate {

  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
  private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
  private static final String CHAIN = "dev.sigstore.cosign/chain";
  private static final String BUNDLE = "dev.sigstore.cosign/bundle";

  private final Blobs blobs;
  private final String origin;
  private final Purpose purpose;
  private final Descriptor layer;

  CosignLayer(Blobs blobs, String origin, Purpose purpose, Descriptor layer) {
    this.blobs = blobs;
    this.origin = origin;
    this.purpose = purpose;
    this.layer = layer;
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public boolean mayBe(Purpose asked) {
    return purpose == asked;
  }

  @Override
  public Read read() throws CheckException {
    X509Certificate certificate = certificate();
    List<X509Certificate> chain = certificates(CHAIN);
    Optional<RekorEntry> entry = entry();
    byte[] content = blobs.get(layer);
    return new Read(
        purpose,
        purpose == Purpose.SIGNATURE
            ? plain(content, certificate, chain, entry)
            : envelope(content, certificate, chain, entry));
  }

  private Claim plain(
      byte[] payload,
      X509Certificate certificate,
      List<X509Certificate> chain,
      Optional<RekorEntry> entry)
      throws CheckException {
    return new Claim(
        Claim.Kind.PLAIN,
        Statement.ofSimpleSigning(payload).digests(),
        payload,
        payload,
        "",
        signature(),
        certificate,
        chain,
        entry,
        List.of());
  }

  private static Claim envelope(
      byte[] content,
      X509Certificate certificate,
      List<X509Certificate> chain,
      Optional<RekorEntry> entry)
      throws CheckException {
    Envelope envelope = Envelope.parse(content);
    return new Claim(
        Claim.Kind.ENVELOPE,
        envelope.statement().digests(),
        envelope.signed(),
        envelope.payload(),
        envelope.json(),
        envelope.signature(),
        certificate,
        chain,
        entry,
        List.of());
  }

  private byte[] signature() throws CheckException {
    String text = layer.annotations().getOrDefault(SIGNATURE, "");
    if (text.isEmpty()) {
      throw SignatureCheck.FORMAT.failed("it has no signature annotation");
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw SignatureCheck.FORMAT.failed("its signature annotation is not base64", e);
    }
  }

  private X509Certificate certificate() throws CheckException {
    List<X509Certificate> found = certificates(CERTIFICATE);
    if (found.isEmpty()) {
      throw SignatureCheck.FORMAT.failed("it has no certificate, so nobody is named who signed it");
    }
    return found.get(0);
  }

  private List<X509Certificate> certificates(String annotation) throws CheckException {
    try {
      return PemTrust.certificates(layer.annotations().getOrDefault(annotation, ""));
    } catch (PemException e) {
      throw SignatureCheck.FORMAT.failed(
          "its annotation \"%s\" %s".formatted(annotation, e.getMessage()), e);
    }
  }

  private Optional<RekorEntry> entry() throws CheckException {
    String bundle = layer.annotations().getOrDefault(BUNDLE, "");
    try {
      return bundle.isEmpty() ? Optional.empty() : Optional.of(RekorEntries.ofAnnotation(bundle));
    } catch (BadJsonException e) {
      throw SignatureCheck.FORMAT.failed(
          "its bundle annotation cannot be read: " + e.getMessage(), e);
    }
  }
}
