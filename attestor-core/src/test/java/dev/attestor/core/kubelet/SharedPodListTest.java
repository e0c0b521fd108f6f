package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class SharedPodListTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Real time plus what a test skips. */
  private final AtomicLong skipped = new AtomicLong();

  private final Kubelet kubelet = new Kubelet();
  private final Heard heard = new Heard();
  private final SharedPodList pods =
      new SharedPodList(kubelet, INTERVAL, PATIENCE, this::now, heard);

  @AfterEach
  void close() {
    pods.close();
  }

  /** The events of the list. */
  private static final class Heard implements AttestorListener {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private volatile Runnable meanwhile = () -> {};

    @Override
    public void listWanted(boolean young) {
      events.add(young ? "young" : "old");
      meanwhile.run();
    }

    @Override
    public void kubeletAsked(@Nullable KubeletException failure, long nanos) {
      events.add(failure == null ? "answered" : String.valueOf(failure.kind()));
    }

    @Override
    public void listed(int pods, long requestedAt) {
      events.add(pods + " pods");
    }
  }

  /** Answers a request when the test says so. */
  private static final class Kubelet implements PodFetcher {
    private final BlockingQueue<CompletableFuture<List<Pod>>> requests =
        new LinkedBlockingQueue<>();

    @Override
    public PodList fetch() {
      CompletableFuture<List<Pod>> answer = new CompletableFuture<>();
      requests.add(answer);
      try {
        return PodList.of(answer.get());
      } catch (InterruptedException e) {
        throw new KubeletException(Kind.CLOSED, "interrupted", e);
      } catch (ExecutionException e) {
        throw (KubeletException) e.getCause();
      }
    }

    CompletableFuture<List<Pod>> next() throws InterruptedException {
      CompletableFuture<List<Pod>> request = requests.poll(20, TimeUnit.SECONDS);
      return request == null ? CompletableFuture.failedFuture(new TimeoutException()) : request;
    }

    /** Whether no request arrives within the time that a due one would take. */
    boolean isLeftAlone() throws InterruptedException {
      return requests.poll(200, TimeUnit.MILLISECONDS) == null;
    }
  }

  @Test
  void sharesOneRequestAmongConcurrentCallers() throws Exception {
    CompletableFuture<PodIndex> first = pods.fresh();
    CompletableFuture<List<Pod>> request = kubelet.next();
    List<CompletableFuture<PodIndex>> others = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      others.add(pods.fresh());
    }
    assertThat(first).isNotDone();
    request.complete(List.of());

    PodIndex list = get(first);
    for (CompletableFuture<PodIndex> other : others) {
      assertThat(get(other)).isSameAs(list);
    }
    assertThat(kubelet.isLeftAlone()).isTrue();
  }

  @Test
  void givesAListThatComesWhileACallerLooksForOne() throws Exception {
    CompletableFuture<PodIndex> first = pods.fresh();
    CompletableFuture<List<Pod>> request = kubelet.next();
    skip(INTERVAL.dividedBy(10));
    heard.meanwhile =
        () -> {
          request.complete(List.of());
          first.join();
        };

    assertThat(pods.fresh()).isCompletedWithValue(get(first));
  }

  @Test
  void answersAtOnceFromAYoungList() throws Exception {
    PodIndex list = fetch();

    assertThat(pods.fresh()).isCompletedWithValue(list);
    assertThat(kubelet.requests).isEmpty();
  }

  @Test
  void letsNobodyWaitWhileListsAreWanted() throws Exception {
    try (SharedPodList list =
        new SharedPodList(
            () -> PodList.of(List.of()),
            Duration.ofSeconds(1),
            PATIENCE,
            System::nanoTime,
            AttestorListener.NONE)) {
      get(list.fresh());
      for (long end = System.nanoTime() + 3_000_000_000L; System.nanoTime() < end; ) {
        assertThat(list.fresh()).isCompleted();
        Thread.sleep(20);
      }
    }
  }

  @Test
  void neverAnswersFromAListOlderThanTheInterval() throws Exception {
    PodIndex old = fetch();
    skip(INTERVAL);

    CompletableFuture<PodIndex> caller = pods.fresh();

    assertThat(caller).isNotDone();
    kubelet.next().complete(List.of());
    assertThat(get(caller).requestedAt())
        .isGreaterThanOrEqualTo(old.requestedAt() + INTERVAL.toNanos());
  }

  @Test
  void countsTheAgeOfAListFromItsRequest() throws Exception {
    CompletableFuture<PodIndex> early = pods.fresh();
    CompletableFuture<List<Pod>> slow = kubelet.next();
    CompletableFuture<PodIndex> late = pods.fresh();
    skip(INTERVAL);
    slow.complete(List.of());

    PodIndex list = get(early);
    CompletableFuture<List<Pod>> second = kubelet.next();
    assertThat(late).isNotDone();
    assertThat(pods.fresh()).isNotDone();
    second.complete(List.of());
    assertThat(get(late).requestedAt()).isGreaterThan(list.requestedAt());
  }

  @Test
  void givesOnlyNewerListsToThoseWhoSawOne() throws Exception {
    CompletableFuture<PodIndex> first = pods.fresh();
    CompletableFuture<List<Pod>> request = kubelet.next();
    PodIndex before = new PodIndex(now(), List.of());
    CompletableFuture<PodIndex> newer = pods.newerThan(before, Duration.ofMillis(10));
    request.complete(List.of());

    PodIndex seen = get(first);
    assertThat(newer).isNotDone();
    kubelet.next().complete(List.of());
    PodIndex list = get(newer);
    assertThat(list.requestedAt()).isGreaterThan(before.requestedAt());
    assertThat(pods.newerThan(seen, Duration.ofHours(1))).isCompletedWithValue(list);
  }

  @Test
  void asksNoSoonerThanAfterThePause() throws Exception {
    PodIndex seen = fetch();
    CompletableFuture<PodIndex> patient = pods.newerThan(seen, Duration.ofHours(1));
    assertThat(kubelet.isLeftAlone()).isTrue();

    long asked = now();
    CompletableFuture<PodIndex> impatient = pods.newerThan(seen, Duration.ofMillis(20));
    kubelet.next().complete(List.of());

    PodIndex list = get(impatient);
    assertThat(list.requestedAt() - asked).isGreaterThanOrEqualTo(20_000_000L);
    assertThat(get(patient)).isSameAs(list);
  }

  @Test
  void tellsAFailureOnlyToThoseWhoseTurnItWas() throws Exception {
    PodIndex seen = fetch();
    CompletableFuture<PodIndex> later = pods.newerThan(seen, Duration.ofHours(1));
    CompletableFuture<PodIndex> due = pods.newerThan(seen, Duration.ZERO);
    KubeletException failure = new KubeletException(Kind.FORBIDDEN, "no");
    kubelet.next().completeExceptionally(failure);

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> get(due))
        .havingCause()
        .isSameAs(failure);
    assertThat(later).isNotDone();
    assertThat(newer(seen)).isSameAs(get(later));
  }

  @Test
  void triesAgainForCallersAfterAFailure() throws Exception {
    CompletableFuture<PodIndex> failed = pods.fresh();
    kubelet.next().completeExceptionally(new KubeletException(Kind.TIMEOUT, "late"));
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(failed));

    assertThat(fetch().size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNREACHABLE", "UNEXPECTED_STATUS"})
  void waitsForAKubeletThatIsRestarted(Kind kind) throws Exception {
    PodIndex seen = fetch();
    skip(INTERVAL);
    CompletableFuture<PodIndex> due = pods.fresh();
    for (int tries = 0; tries < 2; tries++) {
      kubelet.next().completeExceptionally(new KubeletException(kind, "gone"));
      skip(Absence.PAUSE);
    }
    assertThat(due).isNotDone();

    kubelet.next().complete(List.of());
    assertThat(get(due).requestedAt()).isGreaterThan(seen.requestedAt());
  }

  @Test
  void failsCallersOfAKubeletThatStaysAway() throws Exception {
    fetch();
    skip(INTERVAL);
    CompletableFuture<PodIndex> due = pods.fresh();
    kubelet.next().completeExceptionally(new KubeletException(Kind.UNREACHABLE, "gone"));
    CompletableFuture<List<Pod>> again = kubelet.next();
    skip(Absence.LONGEST);
    KubeletException last = new KubeletException(Kind.UNREACHABLE, "still gone");
    again.completeExceptionally(last);

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> get(due))
        .havingCause()
        .isSameAs(last);
    CompletableFuture<PodIndex> next = pods.fresh();
    kubelet.next().completeExceptionally(last);
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(next));
  }

  @Test
  void failsAtOnceIfTheBudgetAllowsNoTrySoon() throws Exception {
    newer(newer(fetch()));
    // The burst is spent; from now on, 20 s pass between two requests.
    skip(INTERVAL.multipliedBy(2));
    CompletableFuture<PodIndex> due = pods.fresh();
    kubelet.next().completeExceptionally(new KubeletException(Kind.UNREACHABLE, "gone"));

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> get(due))
        .withMessageContaining("gone");
  }

  @Test
  void failsAtOnceIfTheKubeletWasNeverThere() throws Exception {
    CompletableFuture<PodIndex> failed = pods.fresh();
    kubelet.next().completeExceptionally(new KubeletException(Kind.UNREACHABLE, "gone"));

    assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(failed));
  }

  @Test
  void tellsADefectAsAFailure() throws Exception {
    try (SharedPodList broken =
        new SharedPodList(
            () -> {
              throw new IllegalStateException("broken");
            },
            INTERVAL,
            PATIENCE,
            this::now,
            AttestorListener.NONE)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> get(broken.fresh()))
          .havingCause()
          .isInstanceOf(KubeletException.class)
          .withMessage("asking the kubelet failed: java.lang.IllegalStateException: broken");
    }
  }

  @Test
  void tellsItsListenerOfListsAndFailures() throws Exception {
    fetch();
    get(pods.fresh());
    skip(INTERVAL);
    CompletableFuture<PodIndex> failed = pods.fresh();
    kubelet.next().completeExceptionally(new KubeletException(Kind.TIMEOUT, "late"));
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(failed));

    assertThat(heard.events)
        .containsExactly("old", "answered", "0 pods", "young", "old", "TIMEOUT");
  }

  @Test
  void asksNobodyForCancelledCallers() throws Exception {
    PodIndex seen = fetch();
    pods.newerThan(seen, Duration.ofMillis(100)).cancel(false);

    assertThat(kubelet.isLeftAlone()).isTrue();
  }

  @Test
  void asksNobodyWithoutCallers() throws Exception {
    fetch();
    skip(Duration.ofHours(1));

    assertThat(kubelet.isLeftAlone()).isTrue();
  }

  @Test
  void spreadsRequestsOverItsBudget() throws Exception {
    try (SharedPodList list =
        new SharedPodList(
            () -> PodList.of(List.of()),
            Duration.ofMillis(500),
            PATIENCE,
            System::nanoTime,
            AttestorListener.NONE)) {
      PodIndex first = get(list.fresh());
      PodIndex last = first;
      for (int i = 1; i < 7; i++) {
        last = get(list.newerThan(last, Duration.ZERO));
      }
      assertThat(last.requestedAt() - first.requestedAt()).isGreaterThan(400_000_000L);
    }
  }

  @Test
  void endsAllWaitingWhenClosed() throws Exception {
    PodIndex seen = fetch();
    CompletableFuture<PodIndex> waiting = pods.newerThan(seen, Duration.ofHours(1));
    skip(INTERVAL);
    CompletableFuture<PodIndex> underWay = pods.fresh();
    assertThat(kubelet.next()).isNotDone();
    pods.close();

    for (CompletableFuture<PodIndex> caller : List.of(waiting, underWay, pods.fresh())) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> get(caller))
          .havingCause()
          .isInstanceOf(KubeletException.class)
          .withMessage("the attestor is being closed");
    }
  }

  private PodIndex fetch() throws Exception {
    CompletableFuture<PodIndex> caller = pods.fresh();
    kubelet.next().complete(List.of());
    return get(caller);
  }

  private PodIndex newer(PodIndex seen) throws Exception {
    CompletableFuture<PodIndex> caller = pods.newerThan(seen, Duration.ZERO);
    kubelet.next().complete(List.of());
    return get(caller);
  }

  private long now() {
    return System.nanoTime() + skipped.get();
  }

  private void skip(Duration time) {
    skipped.addAndGet(time.toNanos());
  }

  private static PodIndex get(CompletableFuture<PodIndex> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }
}
