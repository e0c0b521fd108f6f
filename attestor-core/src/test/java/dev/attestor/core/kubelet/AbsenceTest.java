package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For how long callers wait for a kubelet that was there. */
class AbsenceTest {

  private final Absence absence = new Absence(Duration.ofMinutes(1));
  private long now = 1_000;

  @BeforeEach
  void answered() {
    absence.end();
  }

  @Test
  void lastsFiveSeconds() {
    assertThat(isShort(Duration.ZERO)).isTrue();
    pass(Absence.LONGEST.minus(Absence.PAUSE).minusNanos(1));
    assertThat(isShort(Duration.ZERO)).isTrue();
    pass(Duration.ofNanos(1));
    assertThat(isShort(Duration.ZERO)).isFalse();
  }

  @Test
  void isNotWaitedForIfNoRequestIsAllowedInThatTime() {
    assertThat(isShort(Absence.LONGEST)).isFalse();
    assertThat(isShort(Absence.LONGEST.minusNanos(1))).isTrue();
  }

  @Test
  void beginsAnewIfNobodyAskedForAMinute() {
    isShort(Duration.ZERO);
    pass(Absence.FORGOTTEN.minusNanos(1));
    assertThat(isShort(Duration.ZERO)).isFalse();
    pass(Absence.FORGOTTEN);
    assertThat(isShort(Duration.ZERO)).isTrue();
  }

  private boolean isShort(Duration delay) {
    return absence.isShort(new KubeletException(Kind.UNREACHABLE, "refused"), now, delay.toNanos());
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
