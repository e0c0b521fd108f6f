package dev.attestor.core.config;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import org.jspecify.annotations.Nullable;

/**
 * SPIRE's settings that have no effect here, or that this version does not support and must not
 * ignore.
 */
final class OtherSpireKeys {

  private OtherSpireKeys() {}

  static void read(Fields fields, Problems problems) {
    for (String key :
        new String[] {"use_new_container_locator", "verbose_container_locator_logs"}) {
      boolean present = fields.has(key);
      fields.bool(key);
      if (present) {
        problems.note(fields.position(key), key + " has no effect: there is one way of locating");
      }
    }
    if (fields.bool("disable_kubelet_client")) {
      unsupported(
          problems, fields.position("disable_kubelet_client"), "disable_kubelet_client = true");
    }
    fields.block("experimental").ifPresent(inner -> experimental(inner, problems));
  }

  private static void experimental(Fields fields, Problems problems) {
    for (String key : new String[] {"api_server", "broker"}) {
      if (fields.has(key)) {
        unsupported(problems, fields.position(key), fields.name(key));
      }
    }
    // Read by its own section.
    fields.accept("sigstore");
    fields.refuseOthers();
  }

  private static void unsupported(Problems problems, @Nullable Position position, String what) {
    problems.error(
        position,
        "%s is a known setting that this version does not support; remove it".formatted(what));
  }
}
