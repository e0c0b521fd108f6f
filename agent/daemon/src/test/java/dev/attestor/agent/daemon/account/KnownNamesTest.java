package dev.attestor.agent.daemon.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownNamesTest {

  private static final AccountId SOMEBODY = new AccountId.User(1);

  private final AtomicLong clock = new AtomicLong();
  private final KnownNames names = new KnownNames(clock::get);

  @Test
  void asksOnceAndAgainWhenANameIsOutOfDate() {
    assertThat(names.isDue(SOMEBODY)).isTrue();
    assertThat(names.isDue(SOMEBODY)).isFalse();
    names.put(SOMEBODY, Optional.of("a"));
    assertThat(names.isDue(SOMEBODY)).isFalse();

    clock.addAndGet(Duration.ofMinutes(10).toNanos());

    assertThat(names.isDue(SOMEBODY)).isTrue();
    assertThat(names.get(SOMEBODY)).contains("a");
  }

  @Test
  void forgetsWhoWasNotShownForLongest() {
    names.put(SOMEBODY, Optional.of("a"));
    for (int i = 2; i < 3000; i++) {
      names.put(new AccountId.User(i), Optional.of("b"));
      if (i < 1500) {
        assertThat(names.get(SOMEBODY)).contains("a");
      }
    }
    assertThat(names.get(new AccountId.User(2999))).contains("b");
    assertThat(names.get(SOMEBODY)).isEmpty();
    assertThat(names.get(new AccountId.User(2))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"envoy", "CORP\\m\u00fcller", "NT AUTHORITY\\SYSTEM", "a@b.example"})
  void showsNames(String name) {
    names.put(SOMEBODY, Optional.of(name));
    assertThat(names.get(SOMEBODY)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u001b[2J", "a) uid 0 (root", "\u202egro", "a\u2028b"})
  void showsNoNameThatCouldBeTakenForOtherText(String name) {
    names.put(SOMEBODY, Optional.of(name));
    assertThat(names.get(SOMEBODY)).isEmpty();
  }

  @Test
  void showsNoLongName() {
    names.put(SOMEBODY, Optional.of("a".repeat(65)));
    assertThat(names.get(SOMEBODY)).isEmpty();
  }
}
