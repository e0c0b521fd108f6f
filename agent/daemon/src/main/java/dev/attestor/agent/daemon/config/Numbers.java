package dev.attestor.agent.daemon.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.math.BigInteger;

/** Reads integers within a range. */
record Numbers(Fields fields, Problems problems) {

  int read(String key, int usual, int least, int most) {
    BigInteger value = fields.integer(key).orElse(BigInteger.valueOf(usual));
    if (value.compareTo(BigInteger.valueOf(least)) < 0
        || value.compareTo(BigInteger.valueOf(most)) > 0) {
      problems.error(
          fields.position(key),
          "%s is %s, expected a number from %s to %s"
              .formatted(fields.name(key), value, least, most));
      return usual;
    }
    return value.intValueExact();
  }
}
