package dev.attestor.agent.daemon.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionBudgetsTest {

  private static final long PER_CALLER = 10L * ConnectionShare.CONNECTION_BYTES;
  private static final long IN_ALL = 20L * ConnectionShare.CONNECTION_BYTES;

  private final AtomicLong now = new AtomicLong();
  private final List<String> hungUp = new ArrayList<>();
  private final Map<String, AtomicLong> buffers = new TreeMap<>();

  @Test
  void givesACallerWithoutAConnectionOneByClosingTheLongestIdleOfWhoeverHasMost() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet);
    take(places, "greedy", "greedy1", 4);
    ConnectionShare busy = take(places, "greedy", "greedy2", 4);
    take(places, "greedy", "greedy3", 4);
    take(places, "modest", "modest1", 4);
    busy.callBegan();

    take(places, "newcomer", "newcomer1", 4);
    assertThat(hungUp).containsExactly("greedy1");
    take(places, "another", "another1", 4);
    assertThat(hungUp).containsExactly("greedy1", "greedy3");
    assertThat(places.taken()).isEqualTo(4);
  }

  @Test
  void givesACallerWithoutAConnectionOneAlsoWhenNoneIsIdle() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet);
    take(places, "greedy", "greedy1", 2).callBegan();
    take(places, "greedy", "greedy2", 2).callBegan();

    take(places, "newcomer", "newcomer1", 2);
    assertThat(hungUp).containsExactly("greedy1");
    assertThat(places.take("greedy", limits(2, 32))).isEmpty();
  }

  @Test
  void closesAnIdleConnectionOfSomebodyBeforeABusyOneOfWhoeverHasMost() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet);
    take(places, "busy", "busy1", 4).callBegan();
    take(places, "busy", "busy2", 4).callBegan();
    take(places, "busy", "busy3", 4).callBegan();
    take(places, "idle", "idle1", 4);

    take(places, "newcomer", "newcomer1", 4);
    assertThat(hungUp).containsExactly("idle1");
  }

  @Test
  void takesNoConnectionFromCallersWhoHaveNoMore() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet);
    take(places, "a", "a1", 2);
    take(places, "b", "b1", 2);

    assertThat(places.take("a", limits(2, 32))).isEmpty();
    assertThat(hungUp).isEmpty();
  }

  @Test
  void refusesACallerTheConnectionThatIsTooManyForItselfAlone() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet);
    take(places, "a", "a1", 9).callBegan();

    assertThat(places.take("a", limits(9, 1))).isEmpty();
    assertThat(places.take("b", limits(9, 1))).isPresent();
    assertThat(hungUp).isEmpty();
  }

  @Test
  void hangsUpOnTheLargestConnectionOfWhoeverBreaksItsBudget() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet, PER_CALLER, IN_ALL);
    ConnectionShare small = take(places, "a", "small", 99);
    ConnectionShare large = take(places, "a", "large", 99);
    take(places, "b", "b", 99);
    fill(large, "large", 5 * ConnectionShare.CONNECTION_BYTES);
    assertThat(hungUp).isEmpty();
    fill(small, "small", 4 * ConnectionShare.CONNECTION_BYTES);

    assertThat(hungUp).containsExactly("large");
    assertThat(places.count("a")).isEqualTo(1);
    assertThat(places.bytes()).isEqualTo(6 * ConnectionShare.CONNECTION_BYTES);
  }

  @Test
  void hangsUpOnWhoeverTakesUpMostWhenTheCommonBudgetIsExhausted() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet, PER_CALLER, IN_ALL);
    ConnectionShare one = take(places, "one", "one", 99);
    ConnectionShare two = take(places, "two", "two", 99);
    ConnectionShare honest = take(places, "honest", "honest", 99);
    fill(one, "one", 8 * ConnectionShare.CONNECTION_BYTES);
    fill(two, "two", 7 * ConnectionShare.CONNECTION_BYTES);
    fill(honest, "honest", 3 * ConnectionShare.CONNECTION_BYTES);

    assertThat(hungUp).containsExactly("one");
    assertThat(places.bytes()).isLessThanOrEqualTo(IN_ALL);
    one.measured();
    places.leave(one);
    assertThat(places.bytes()).isEqualTo(12 * ConnectionShare.CONNECTION_BYTES);
  }

  @Test
  void doesNotHoldWhatWasFreedSinceAgainstACaller() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet, PER_CALLER, IN_ALL);
    ConnectionShare first = take(places, "a", "first", 99);
    ConnectionShare second = take(places, "a", "second", 99);
    fill(first, "first", 7 * ConnectionShare.CONNECTION_BYTES);
    buffersOf("first").set(0);
    fill(second, "second", 7 * ConnectionShare.CONNECTION_BYTES);

    assertThat(hungUp).isEmpty();
  }

  @Test
  void countsCallsUntilTheyEnd() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet, PER_CALLER, IN_ALL);
    ConnectionShare place = take(places, "a", "a", 99);
    place.callBegan();
    place.callBegan();
    place.callEnded(true);

    assertThat(places.bytes())
        .isEqualTo(ConnectionShare.CONNECTION_BYTES + ConnectionShare.CALL_BYTES);
    for (int i = 0; i < 40; i++) {
      place.callBegan();
    }
    assertThat(hungUp).containsExactly("a");
    assertThat(places.bytes()).isZero();
  }

  @Test
  void hangsUpOnAConnectionThatWasClosedBeforeItWasReady() {
    ConnectionBudgets places = new ConnectionBudgets(now::incrementAndGet);
    ConnectionShare place = places.take("a", limits(1, 1)).orElseThrow();
    places.take("b", limits(1, 1));
    place.occupy(() -> hungUp.add("a"), () -> 0);

    assertThat(hungUp).containsExactly("a");
  }

  private void fill(ConnectionShare place, String name, long bytes) {
    buffersOf(name).set(bytes);
    place.measured();
  }

  private AtomicLong buffersOf(String name) {
    return buffers.computeIfAbsent(name, key -> new AtomicLong());
  }

  private ConnectionShare take(
      ConnectionBudgets places, String caller, String name, int connections) {
    ConnectionShare place = places.take(caller, limits(connections, 32)).orElseThrow();
    place.occupy(() -> hungUp.add(name), buffersOf(name)::get);
    return place;
  }

  private static Limits limits(int connections, int perCaller) {
    return new Limits(connections, perCaller, 1, 1, 1, 1, 1, 1);
  }
}
