package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.time.Duration;

/** Reads durations that must be positive; others give the default and a note. */
final class PositiveDuration {

  private PositiveDuration() {}

  static Duration read(Fields fields, Problems problems, String key, Duration defaultValue) {
    Duration duration = fields.duration(key).orElse(defaultValue);
    if (duration.isZero() || duration.isNegative()) {
      problems.note(
          fields.position(key),
          "%s is not positive; the default of %s ms is used"
              .formatted(fields.name(key), defaultValue.toMillis()));
      return defaultValue;
    }
    return duration;
  }
}
