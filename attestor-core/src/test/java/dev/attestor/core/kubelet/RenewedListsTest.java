package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists that are requested before anybody waits for them. Time passes only when a test says so. */
@Timeout(60)
class RenewedListsTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final PodUid POD = new PodUid("u");

  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
  private final LinkedBlockingQueue<CompletableFuture<PodList>> requests =
      new LinkedBlockingQueue<>();
  private final SharedPodList pods =
      new SharedPodList(this::ask, INTERVAL, now::get, AttestorListener.NONE);

  private PodList ask() {
    CompletableFuture<PodList> answer = new CompletableFuture<>();
    requests.add(answer);
    try {
      return answer.get(50, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new KubeletException(Kind.TIMEOUT, "late", e);
    }
  }

  @AfterEach
  void close() {
    pods.close();
  }

  @Test
  void areRequestedForCallersThatComeOften() throws Exception {
    PodIndex list = fetch();
    assertThat(pods.fresh()).isCompletedWithValue(list);
    pass(Duration.ofMillis(8_999));
    assertThat(pods.fresh()).isCompletedWithValue(list);
    assertThat(isLeftAlone()).isTrue();

    pass(Duration.ofMillis(1));
    request().complete(listOf());
    PodIndex next = pods.newerThan(list, Duration.ofHours(1)).get();
    pass(Duration.ofMillis(8_999));

    assertThat(pods.fresh()).isCompletedWithValue(next);
  }

  @Test
  void areNotRequestedForALoneCaller() throws Exception {
    fetch();
    pass(Duration.ofMillis(9_500));

    assertThat(isLeftAlone()).isTrue();
  }

  @Test
  void areNotRequestedAgainOnceNobodyAsks() throws Exception {
    PodIndex list = fetch();
    assertThat(pods.fresh()).isCompletedWithValue(list);
    pass(Duration.ofSeconds(9));
    request().complete(listOf());
    pods.newerThan(list, Duration.ofHours(1)).get();
    pass(Duration.ofSeconds(9));

    assertThat(isLeftAlone()).isTrue();
  }

  @Test
  void areRequestedByTheNextCallerAfterAFailure() throws Exception {
    PodIndex list = fetch();
    assertThat(pods.fresh()).isCompletedWithValue(list);
    pass(Duration.ofSeconds(9));
    request().completeExceptionally(new KubeletException(Kind.TIMEOUT, "late"));
    assertThat(pods.fresh()).isCompletedWithValue(list);
    pass(Duration.ofSeconds(1));

    assertThat(fetch().requestedAt()).isGreaterThan(list.requestedAt());
  }

  @Test
  void areRequestedForAPodThatIsExpected() throws Exception {
    PodIndex list = fetch();
    pass(Duration.ofSeconds(1));
    CompletableFuture<PodIndex> expected = pods.expect(POD);
    pass(Duration.ZERO);
    request().complete(listOf(POD));

    PodIndex next = expected.get();
    assertThat(next.requestedAt()).isGreaterThan(list.requestedAt());
    assertThat(pods.expect(POD)).isCompletedWithValue(next);
    assertThat(pods.fresh()).isCompletedWithValue(next);
    pass(Duration.ofSeconds(5));
    assertThat(pods.expect(POD)).isNotDone();
  }

  @Test
  void areRequestedOnceForAThousandPodsThatAreExpected() throws Exception {
    List<CompletableFuture<PodIndex>> expected =
        java.util.stream.IntStream.range(0, 1000)
            .mapToObj(i -> pods.expect(new PodUid("pod-" + i)))
            .toList();
    request().complete(listOf());

    for (CompletableFuture<PodIndex> each : expected) {
      each.exceptionally(failure -> new PodIndex(0, listOf())).get();
    }
    assertThat(requests.size()).isLessThanOrEqualTo(1);
  }

  @Test
  void leaveCallersTheirShareOfTheBudget() throws Exception {
    for (int i = 0; i < 2; i++) {
      CompletableFuture<PodIndex> expected = pods.expect(POD);
      request().complete(listOf());
      expected.get();
      pass(Duration.ofMillis(10));
    }
    CompletableFuture<PodIndex> third = pods.expect(POD);
    assertThat(isLeftAlone()).isTrue();

    CompletableFuture<PodIndex> caller =
        pods.newerThan(new PodIndex(now.get() - 1, listOf()), Duration.ZERO);
    request().complete(listOf());
    assertThat(caller.get()).isSameAs(third.get());
  }

  private PodIndex fetch() throws Exception {
    CompletableFuture<PodIndex> caller = pods.fresh();
    request().complete(listOf());
    return caller.get();
  }

  private CompletableFuture<PodList> request() throws InterruptedException {
    CompletableFuture<PodList> request = requests.poll(40, TimeUnit.SECONDS);
    return request == null ? CompletableFuture.failedFuture(new AssertionError()) : request;
  }

  private boolean isLeftAlone() throws InterruptedException {
    return requests.poll(300, TimeUnit.MILLISECONDS) == null;
  }

  /** Lets time pass, and makes the list look at its clock. */
  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
    pods.newerThan(new PodIndex(now.get(), listOf()), Duration.ofHours(1)).cancel(false);
  }

  private static PodList listOf(PodUid... uids) {
    return PodList.of(
        java.util.Arrays.stream(uids)
            .map(
                uid ->
                    new Pod(
                        uid, "ns", "name", "sa", "node", "Running", Map.of(), List.of(), List.of(),
                        List.of()))
            .toList());
  }
}
