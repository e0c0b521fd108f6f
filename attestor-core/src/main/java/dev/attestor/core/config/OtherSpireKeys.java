package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;

/** SPIRE's settings that have no effect here, and what is left of {@code experimental}. */
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
    fields.block("experimental").ifPresent(OtherSpireKeys::experimental);
  }

  /** Each is read by its own section. */
  private static void experimental(Fields fields) {
    fields.accept("sigstore");
    fields.accept("broker");
    fields.accept("api_server");
    fields.refuseOthers();
  }
}
