package dev.attestor.sigstore.find;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.SignatureCheck;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.bundle.Bundle.DsseEnvelope;
import dev.sigstore.bundle.BundleParseException;
import dev.sigstore.json.ProtoJson;
import dev.sigstore.proto.ProtoMutators;
import dev.sigstore.proto.bundle.v1.VerificationMaterial;
import dev.sigstore.rekor.client.RekorEntry;
import io.intoto.EnvelopeOuterClass;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPath;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a Sigstore bundle holds, not yet believed. Sigstore's library reads bundles with an entry of
 * a log; those without any, such as GitHub makes for private repositories, are read here from the
 * same protocol buffers.
 *
 * @param certificates the signer's first
 * @param timestamps answers of timestamp authorities
 */
record BundleContent(
    List<X509Certificate> certificates,
    List<RekorEntry> entries,
    List<byte[]> timestamps,
    Envelope envelope) {

  BundleContent {
    certificates = List.copyOf(certificates);
    entries = List.copyOf(entries);
    timestamps = List.copyOf(timestamps);
  }

  static BundleContent parse(byte[] json) throws CheckException {
    String text = new String(json, StandardCharsets.UTF_8);
    try {
      dev.sigstore.proto.bundle.v1.Bundle.Builder raw =
          dev.sigstore.proto.bundle.v1.Bundle.newBuilder();
      ProtoJson.parser().merge(text, raw);
      return raw.getVerificationMaterial().getTlogEntriesCount() == 0
          ? withoutEntry(raw.build())
          : of(Bundle.from(new StringReader(text)));
    } catch (InvalidProtocolBufferException
        | BundleParseException
        | CertificateException
        | RuntimeException e) {
      throw SignatureCheck.FORMAT.failed(
          "the bundle cannot be read: " + ForeignText.quoted(String.valueOf(e.getMessage())), e);
    }
  }

  private static BundleContent of(Bundle bundle) throws CheckException {
    DsseEnvelope dsse = bundle.getDsseEnvelope().orElseThrow(BundleContent::noEnvelope);
    requireOneSignature(dsse.getSignatures().size());
    return new BundleContent(
        certificates(bundle.getCertPath()),
        bundle.getEntries(),
        bundle.getTimestamps().stream().map(Bundle.Timestamp::getRfc3161Timestamp).toList(),
        // The bundle brings its entry, so nobody will ask for the text of the envelope.
        new Envelope("", dsse.getPayloadType(), dsse.getPayload(), dsse.getSignature()));
  }

  private static BundleContent withoutEntry(dev.sigstore.proto.bundle.v1.Bundle bundle)
      throws CheckException, CertificateException {
    if (!bundle.getMediaType().startsWith(BundleReferrer.TYPE)) {
      throw SignatureCheck.FORMAT.failed(
          "the bundle is of type \"%s\", expected \"%s...\""
              .formatted(ForeignText.quoted(bundle.getMediaType()), BundleReferrer.TYPE));
    }
    if (!bundle.hasDsseEnvelope()) {
      throw noEnvelope();
    }
    EnvelopeOuterClass.Envelope dsse = bundle.getDsseEnvelope();
    requireOneSignature(dsse.getSignaturesCount());
    VerificationMaterial material = bundle.getVerificationMaterial();
    return new BundleContent(
        certificates(
            ProtoMutators.toCertPath(
                material.hasCertificate()
                    ? List.of(material.getCertificate())
                    : material.getX509CertificateChain().getCertificatesList())),
        List.of(),
        material.getTimestampVerificationData().getRfc3161TimestampsList().stream()
            .map(each -> each.getSignedTimestamp().toByteArray())
            .toList(),
        new Envelope(
            "",
            dsse.getPayloadType(),
            dsse.getPayload().toByteArray(),
            dsse.getSignatures(0).getSig().toByteArray()));
  }

  private static List<X509Certificate> certificates(CertPath path) {
    return path.getCertificates().stream().map(X509Certificate.class::cast).toList();
  }

  private static CheckException noEnvelope() {
    return SignatureCheck.FORMAT.failed("the bundle has no DSSE envelope");
  }

  private static void requireOneSignature(int count) throws CheckException {
    if (count != 1) {
      throw SignatureCheck.FORMAT.failed(
          "the bundle has %s signatures, expected one".formatted(count));
    }
  }
}
