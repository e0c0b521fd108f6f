package dev.attestor.core.attest;

import java.time.Duration;

/**
 * How long one caller is content to wait between two lists: 10 ms, 20 ms, 40 ms and so on up to the
 * poll interval.
 */
final class PollPauses {

  private static final Duration FIRST = Duration.ofMillis(10);

  private final Duration longest;
  private Duration next;
  private boolean hurried;

  PollPauses(Duration longest) {
    this.longest = longest;
    this.next = shorter(FIRST);
  }

  /**
   * The next pause.
   *
   * @param hurry whether a newer list is all that is missing; the first pause is left out then
   */
  Duration next(boolean hurry) {
    if (hurry && !hurried && next.equals(shorter(FIRST))) {
      hurried = true;
      return Duration.ZERO;
    }
    Duration now = next;
    next = shorter(now.multipliedBy(2));
    return now;
  }

  private Duration shorter(Duration pause) {
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
