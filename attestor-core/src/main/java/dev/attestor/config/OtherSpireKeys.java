package dev.attestor.config;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Keys of SPIRE's that have no effect here, or that this version cannot honour and must not ignore.
 */
final class OtherSpireKeys {

  private OtherSpireKeys() {}

  static void read(Fields fields, Problems problems) {
    for (String key :
        new String[] {"use_new_container_locator", "verbose_container_locator_logs"}) {
      boolean present = fields.has(key);
      fields.truth(key);
      if (present) {
        problems.note(fields.position(key), key + " has no effect: there is one way of locating");
      }
    }
    for (String key : new String[] {"disable_kubelet_client", "enable_namespace_labels"}) {
      if (fields.truth(key)) {
        unsupported(problems, fields.position(key), key + " = true");
      }
    }
    sigstore(fields, problems);
    fields.block("experimental").ifPresent(inner -> experimental(inner, problems));
  }

  private static void experimental(Fields fields, Problems problems) {
    for (String key : new String[] {"api_server", "broker"}) {
      if (fields.has(key)) {
        unsupported(problems, fields.position(key), fields.name(key));
      }
    }
    sigstore(fields, problems);
    fields.refuseOthers();
  }

  private static void sigstore(Fields fields, Problems problems) {
    Position position = fields.position("sigstore");
    fields
        .block("sigstore")
        .ifPresent(
            block -> {
              sigstoreKeys(block);
              unsupported(problems, position, fields.name("sigstore"));
            });
  }

  /** Both generations of the block: the one of SPIRE 1.9 and the one of 1.11 and later. */
  private static void sigstoreKeys(Fields block) {
    block.text("rekor_url");
    block.truth("enforce_sct");
    block.truth("ignore_sct");
    block.truth("ignore_tlog");
    block.truth("ignore_attestations");
    block.accept("skip_signature_verification_image_list");
    block.accept("allowed_subjects_list");
    block.accept("allowed_identities");
    block.accept("skipped_images");
    block.accept("registry_credentials");
    block.refuseOthers();
  }

  private static void unsupported(Problems problems, @Nullable Position position, String what) {
    problems.error(
        position,
        "%s is a known setting that this version does not support; remove it".formatted(what));
  }
}
