package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.math.BigInteger;
import java.time.Duration;

/** {@code max_poll_attempts}: how many poll intervals a caller waits for its container. */
final class PollAttempts {

  private static final String KEY = "max_poll_attempts";
  private static final int DEFAULT = 60;
  private static final BigInteger MAX = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger LONGEST_WAIT = BigInteger.valueOf(Duration.ofDays(1).toNanos());

  private PollAttempts() {}

  static int read(Fields fields, Problems problems) {
    BigInteger attempts = fields.integer(KEY).orElse(BigInteger.valueOf(DEFAULT));
    if (attempts.signum() <= 0) {
      problems.note(
          fields.position(KEY),
          "%s is not positive; the default of %s is used".formatted(KEY, DEFAULT));
      return DEFAULT;
    }
    return attempts.min(MAX).intValueExact();
  }

  /** Interval times attempts, but at most a day. */
  static Duration patience(Duration interval, int attempts) {
    BigInteger nanos =
        BigInteger.valueOf(interval.toNanos()).multiply(BigInteger.valueOf(attempts));
    return Duration.ofNanos(nanos.min(LONGEST_WAIT).longValueExact());
  }
}
