package dev.attestor.core.attest;

import java.time.Duration;

/**
 * How long one caller waits between two lists: 10 ms, 20 ms, 40 ms and so on, up to the poll
 * interval.
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
   * Returns the next pause.
   *
   * @param hurry whether only a newer list is missing; then the first pause is skipped
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
