package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.sigstore.rekor.client.RekorEntry;
import java.util.ArrayList;
import java.util.List;

/** The selectors for signatures, named as in the two generations of SPIRE's attestor. */
final class SignatureSelectors {

  private final Generation generation;

  SignatureSelectors(SigstoreConfig config) {
    this.generation = config.generation();
  }

  /** The selectors of an image that needs no signature. */
  List<String> ofSkipped() {
    return generation == Generation.SPIRE_1_9 ? List.of("sigstore-validation:passed") : List.of();
  }

  List<String> of(ImageReport report, ContainerId container) {
    List<String> selectors = new ArrayList<>();
    if (generation == Generation.SPIRE_1_9) {
      selectors.add("sigstore-validation:passed");
      report
          .good(Purpose.SIGNATURE)
          .forEach(signature -> first(signature, container.value(), selectors));
    } else {
      selectors.add("image-signature:verified");
      if (!report.good(Purpose.ATTESTATION).isEmpty()) {
        selectors.add("image-attestations:verified");
      }
      report.good(Purpose.SIGNATURE).forEach(signature -> second(signature, selectors));
    }
    return List.copyOf(selectors);
  }

  private static void first(Verified signature, String container, List<String> selectors) {
    String prefix = container + ":image-signature-";
    selectors.add(prefix + "content:" + signature.signature());
    selectors.add(prefix + "subject:" + signature.subject());
    signature.entry().ifPresent(entry -> first(entry, prefix, selectors));
  }

  private static void first(RekorEntry entry, String prefix, List<String> selectors) {
    selectors.add(prefix + "logid:" + entry.getLogID());
    if (isPromised(entry)) {
      selectors.add(prefix + "integrated-time:" + entry.getIntegratedTime());
    }
  }

  private static void second(Verified signature, List<String> selectors) {
    selectors.add("image-signature-subject:" + signature.subject());
    selectors.add("image-signature-issuer:" + signature.issuer());
    selectors.add("image-signature-value:" + signature.signature());
    signature.entry().ifPresent(entry -> second(entry, selectors));
  }

  private static void second(RekorEntry entry, List<String> selectors) {
    selectors.add("image-signature-log-id:" + entry.getLogID());
    selectors.add("image-signature-log-index:" + entry.getLogIndex());
    if (isPromised(entry)) {
      selectors.add("image-signature-integrated-time:" + entry.getIntegratedTime());
      selectors.add(
          "image-signature-signed-entry-timestamp:"
              + entry.getVerification().getSignedEntryTimestamp());
    }
  }

  /** The log signs a time only together with a promise; entries of Rekor v2 have neither. */
  private static boolean isPromised(RekorEntry entry) {
    String promise = entry.getVerification().getSignedEntryTimestamp();
    return promise != null && !promise.isEmpty();
  }
}
