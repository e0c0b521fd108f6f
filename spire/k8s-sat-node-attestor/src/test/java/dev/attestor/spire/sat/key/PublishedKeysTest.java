package dev.attestor.spire.sat.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.key.PublishedKeys.Ages;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

class PublishedKeysTest {

  private static final Ages AGES = new Ages(Duration.ofMinutes(5), Duration.ofHours(24));

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger reads = new AtomicInteger();
  private final List<Runnable> background = new ArrayList<>();
  private volatile String published = set("one", TestKeys.P256);
  private volatile boolean away;
  private volatile Duration hangs = Duration.ZERO;
  private final List<String> told = new ArrayList<>();
  private final SatListener listener =
      new SatListener() {
        @Override
        public void keysFetched(boolean usable, long nanos) {
          told.add(usable + " after " + Duration.ofNanos(nanos));
        }
      };
  private final PublishedKeys keys = keys();

  @Test
  void readsNothingBeforeItsFirstUse() throws Exception {
    assertThat(reads).hasValue(0);
    assertThat(ids("one")).containsExactly("one");
    assertThat(ids("one")).containsExactly("one");
    assertThat(reads).hasValue(1);
  }

  @Test
  void tellsOfEachRead() throws Exception {
    hangs = Duration.ofSeconds(2);
    ids("one");
    published = "no keys";
    pass(PublishedKeys.PAUSE);
    failure("unknown");
    away = true;
    hangs = Duration.ZERO;
    pass(PublishedKeys.PAUSE);
    failure("unknown");

    assertThat(told).containsExactly("true after PT2S", "false after PT2S", "false after PT0S");
  }

  @Test
  void triesAllKeysForATokenThatNamesNone() throws Exception {
    published = set("one", TestKeys.P256, "two", TestKeys.OTHER_P256, "rsa", TestKeys.RSA);

    assertThat(keys.candidates("ES256", Optional.empty()))
        .map(VerificationKey::id)
        .containsExactly("one", "two");
  }

  @Test
  void readsThemAnewForAnUnknownKey() throws Exception {
    ids("one");
    published = set("one", TestKeys.P256, "two", TestKeys.OTHER_P256);
    pass(Duration.ofSeconds(10));

    assertThat(ids("two")).containsExactly("two");
    assertThat(reads).hasValue(2);
  }

  @Test
  void readsOnceInTenSecondsForAnyNumberOfUnknownKeys() throws Exception {
    ids("one");
    pass(Duration.ofSeconds(10));

    assertThat(failure("new"))
        .isEqualTo(
            "INVALID: unable to verify token: it names a key that its cluster does not publish");
    pass(Duration.ofMillis(1));
    for (int i = 0; i < 10_000; i++) {
      assertThat(failure("unknown-" + i))
          .isEqualTo(
              "UNAVAILABLE: unable to verify token: it names a key that its cluster did not publish"
                  + " 0 s ago, and the keys were asked for within the last 10 s; try again");
      assertThat(ids("one")).hasSize(1);
    }
    assertThat(reads).hasValue(2);
    pass(Duration.ofSeconds(10));
    failure("new");
    assertThat(reads).hasValue(3);
  }

  @Test
  void refreshesTheKeysInTheBackground() throws Exception {
    ids("one");
    published = set("two", TestKeys.OTHER_P256);
    pass(AGES.refresh());

    assertThat(ids("one")).containsExactly("one");
    assertThat(ids("one")).containsExactly("one");
    assertThat(background).hasSize(1);
    background.remove(0).run();
    assertThat(reads).hasValue(2);
    assertThat(ids("two")).containsExactly("two");
  }

  @Test
  void queuesForTheBackgroundOnceHoweverLongItIsBusy() throws Exception {
    ids("one");
    pass(AGES.refresh());
    for (int i = 0; i < 10; i++) {
      ids("one");
      pass(PublishedKeys.PAUSE);
    }
    assertThat(background).hasSize(1);

    pass(AGES.refresh());
    ids("one");
    assertThat(reads).hasValue(2);
    background.remove(0).run();
    assertThat(reads).hasValue(2);
  }

  @Test
  void skipsAKeyWhoseOperationsAreNestedDeeply() throws Exception {
    published =
        "{\"keys\": [{\"key_ops\": "
            + "[".repeat(100_000)
            + "]".repeat(100_000)
            + ", "
            + key("deep", TestKeys.P256).substring(1)
            + ","
            + set("one", TestKeys.P256).substring("{\"keys\": [".length());

    assertThat(ids("one")).containsExactly("one");
  }

  @Test
  void outlivesASourceThatExhaustsTheStack() throws Exception {
    PublishedKeys.Publisher deep =
        () -> {
          throw new StackOverflowError();
        };
    PublishedKeys other =
        new PublishedKeys(
            "c", deep, AGES, nanos::get, background::add, Waiters.of(Waiters.all()), listener);

    assertThatExceptionOfType(NodeAttestationException.class)
        .isThrownBy(() -> other.candidates("ES256", Optional.of("one")))
        .withMessageContaining("the keys of the cluster \"c\" cannot be read");
  }

  @Test
  void waitsForNewKeysIfTheKnownOnesWereNotUsedForLong() throws Exception {
    ids("one");
    published = set("two", TestKeys.OTHER_P256);
    pass(AGES.refresh().multipliedBy(2));

    assertThat(failure("one")).startsWith("INVALID: ");
    assertThat(ids("two")).containsExactly("two");
    assertThat(reads).hasValue(2);
  }

  @Test
  void keepsTheLastGoodKeysWhileTheSourceIsAwayButNotForEver() throws Exception {
    ids("one");
    away = true;
    pass(AGES.most().minusSeconds(1));
    assertThat(ids("one")).containsExactly("one");
    pass(Duration.ofSeconds(1));

    String tooOld =
        "UNAVAILABLE: unable to verify token: the keys of the cluster \"c\" cannot be read; the log"
            + " of the SPIRE server says why";
    assertThat(failure("one")).isEqualTo(tooOld);
    away = false;
    assertThat(failure("one")).isEqualTo(tooOld);
    pass(Duration.ofSeconds(10));
    assertThat(ids("one")).containsExactly("one");
  }

  @Test
  void asksASourceThatIsAwayOnceInTenSeconds() throws Exception {
    ids("one");
    away = true;
    pass(AGES.refresh().multipliedBy(2));
    for (int i = 0; i < 100; i++) {
      assertThat(ids("one")).containsExactly("one");
      pass(Duration.ofMillis(99));
    }

    assertThat(reads).hasValue(2);
  }

  @Test
  void answersAtOnceAfterAReadThatFailed() throws Exception {
    ids("one");
    away = true;
    pass(AGES.refresh().multipliedBy(2));
    ids("one");
    assertThat(reads).hasValue(2);
    pass(PublishedKeys.PAUSE);
    assertThat(ids("one")).containsExactly("one");
    assertThat(reads).hasValue(2);
    away = false;
    published = set("two", TestKeys.OTHER_P256);
    background.remove(0).run();

    assertThat(reads).hasValue(3);
    assertThat(ids("two")).containsExactly("two");
    pass(AGES.refresh().multipliedBy(2));
    published = set("three", TestKeys.P256);
    assertThat(failure("two")).startsWith("INVALID: ");
  }

  @Test
  void pausesAfterTheEndOfAReadThatHung() throws Exception {
    ids("one");
    hangs = Duration.ofSeconds(10);
    away = true;
    pass(Duration.ofSeconds(10));
    String asked = "and the keys were asked for within the last 10 s; try again";
    assertThat(failure("new")).endsWith(asked);
    pass(Duration.ofSeconds(9));
    assertThat(failure("new")).endsWith(asked);
    assertThat(reads).hasValue(2);
    pass(Duration.ofSeconds(1));
    failure("new");

    assertThat(reads).hasValue(3);
  }

  @Test
  void keepsTheLastGoodKeysIfTheNewOnesAreUnusable() throws Exception {
    ids("one");
    List<String> bad =
        List.of(
            "",
            "{}",
            "{\"keys\": []}",
            "{\"keys\": [{\"kty\": \"oct\", \"k\": \"AA\"}]}",
            "{\"keys\": [" + String.join(",", Collections.nCopies(101, "{}")) + "]}");
    for (String text : bad) {
      published = text;
      pass(AGES.refresh().multipliedBy(2));
      assertThat(ids("one")).as(text).containsExactly("one");
      background.forEach(Runnable::run);
      background.clear();
    }
    assertThat(reads).hasValue(1 + bad.size());
  }

  @Test
  void knowsTheKeysOfItsOwnClusterAlone() throws Exception {
    published = set("same", TestKeys.OTHER_P256);

    assertThat(keys.candidates("ES256", Optional.of("same")))
        .map(VerificationKey::key)
        .containsExactly(TestKeys.OTHER_P256.getPublic());
  }

  @Test
  void usesNoKeyOfAnotherTypeThatHasTheNameOfTheRightOne() throws Exception {
    published = set("same", TestKeys.RSA, "other", TestKeys.P256);

    assertThat(keys.candidates("ES256", Optional.of("same"))).isEmpty();
  }

  @Test
  void doesWithoutABackgroundThatIsBusy() throws Exception {
    PublishedKeys busy =
        new PublishedKeys(
            "c",
            this::read,
            AGES,
            nanos::get,
            task -> {
              throw new RejectedExecutionException();
            },
            Waiters.of(Waiters.all()),
            listener);
    busy.candidates("ES256", Optional.empty());
    pass(AGES.refresh());

    assertThat(busy.candidates("ES256", Optional.empty())).hasSize(1);
  }

  @Test
  void letsASmallNumberOfTokensWaitForASourceThatHangs() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    PublishedKeys hanging =
        new PublishedKeys(
            "c",
            () -> {
              asked.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return published;
            },
            AGES,
            nanos::get,
            background::add,
            Waiters.of(Waiters.all()),
            listener);
    AtomicInteger good = new AtomicInteger();
    AtomicInteger busy = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Waiters.OF_CLUSTER + 20; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  good.addAndGet(hanging.candidates("ES256", Optional.of("one")).size());
                } catch (NodeAttestationException e) {
                  assertThat(e).hasMessageContaining("too many agents wait for the keys");
                  busy.incrementAndGet();
                }
              });
      thread.start();
      threads.add(thread);
    }
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    while (busy.get() < 20) {
      Thread.sleep(10);
    }
    release.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(busy).hasValue(20);
    assertThat(good).hasValue(Waiters.OF_CLUSTER);
  }

  @Test
  void usesTheLastGoodKeysIfNoMoreTokensMayWait() throws Exception {
    Waiters waiters = Waiters.of(Waiters.all());
    PublishedKeys hanging =
        new PublishedKeys("c", this::read, AGES, nanos::get, background::add, waiters, listener);
    hanging.candidates("ES256", Optional.of("one"));
    pass(AGES.refresh().multipliedBy(2));
    List<Waiters.Slot> slots = new ArrayList<>();
    for (int i = 0; i < Waiters.OF_CLUSTER; i++) {
      slots.add(waiters.enter());
    }
    assertThat(slots).allMatch(Waiters.Slot::isFree);

    assertThat(hanging.candidates("ES256", Optional.of("one"))).hasSize(1);
    assertThat(reads).hasValue(1);
    for (String keyId : List.of("unknown", "one")) {
      assertThatExceptionOfType(NodeAttestationException.class)
          .isThrownBy(() -> hanging.candidates("ES256", Optional.of(keyId)))
          .withMessageContaining("too many agents wait for the keys of the cluster \"c\"");
      pass(AGES.most());
    }
  }

  private PublishedKeys keys() {
    return new PublishedKeys(
        "c", this::read, AGES, nanos::get, background::add, Waiters.of(Waiters.all()), listener);
  }

  private String read() throws IOException {
    reads.incrementAndGet();
    pass(hangs);
    if (away) {
      throw new IOException("away");
    }
    return published;
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private List<String> ids(String keyId) throws NodeAttestationException {
    return keys.candidates("ES256", Optional.of(keyId)).stream().map(VerificationKey::id).toList();
  }

  private String failure(String keyId) {
    NodeAttestationException e =
        catchThrowableOfType(
            NodeAttestationException.class, () -> keys.candidates("ES256", Optional.of(keyId)));
    return e.kind() + ": " + e.getMessage();
  }

  /** A key set from pairs of ID and key. */
  private static String set(Object... pairs) {
    return Stream.iterate(0, i -> i < pairs.length, i -> i + 2)
        .map(i -> key((String) pairs[i], (KeyPair) pairs[i + 1]))
        .collect(Collectors.joining(",", "{\"keys\": [", "]}"));
  }

  private static String key(String id, KeyPair pair) {
    try {
      PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
      key.setKeyId(id);
      return key.toJson();
    } catch (org.jose4j.lang.JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
