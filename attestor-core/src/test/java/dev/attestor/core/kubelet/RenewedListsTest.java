package dev.attestor.core.kubelet;

import static dev.attestor.core.kubelet.PlainPods.listOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.PodIndex;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists that are requested before anybody waits for them. Time passes only when a test says so. */
@Timeout(60)
class RenewedListsTest {

  private static final PodUid POD = new PodUid("u");

  private final HandFedPodList kubelet = new HandFedPodList();
  private final SharedPodList pods = kubelet.pods();

  @AfterEach
  void close() {
    kubelet.close();
  }

  @Test
  void areRequestedForCallersThatComeOften() throws Exception {
    PodIndex list = fetch();
    assertThat(pods.fresh()).isCompletedWithValue(list);
    pass(Duration.ofMillis(8_999));
    assertThat(pods.fresh()).isCompletedWithValue(list);
    assertThat(kubelet.isLeftAlone()).isTrue();

    pass(Duration.ofMillis(1));
    kubelet.request().complete(listOf());
    PodIndex next = pods.newerThan(list, Duration.ofHours(1)).get();
    pass(Duration.ofMillis(8_999));

    assertThat(pods.fresh()).isCompletedWithValue(next);
  }

  @Test
  void areNotRequestedForALoneCaller() throws Exception {
    fetch();
    pass(Duration.ofMillis(9_500));

    assertThat(kubelet.isLeftAlone()).isTrue();
  }

  @Test
  void areNotRequestedAgainOnceNobodyAsks() throws Exception {
    PodIndex list = fetch();
    assertThat(pods.fresh()).isCompletedWithValue(list);
    pass(Duration.ofSeconds(9));
    kubelet.request().complete(listOf());
    pods.newerThan(list, Duration.ofHours(1)).get();
    pass(Duration.ofSeconds(9));

    assertThat(kubelet.isLeftAlone()).isTrue();
  }

  @Test
  void areRequestedByTheNextCallerAfterAFailure() throws Exception {
    PodIndex list = fetch();
    assertThat(pods.fresh()).isCompletedWithValue(list);
    pass(Duration.ofSeconds(9));
    kubelet.request().completeExceptionally(new KubeletException(Kind.TIMEOUT, "late"));
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
    kubelet.request().complete(listOf(POD.value()));

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
    kubelet.request().complete(listOf());

    for (CompletableFuture<PodIndex> each : expected) {
      each.exceptionally(failure -> new PodIndex(0, listOf())).get();
    }
    assertThat(kubelet.requests()).isLessThanOrEqualTo(1);
  }

  @Test
  void leaveCallersTheirShareOfTheBudget() throws Exception {
    for (int i = 0; i < 2; i++) {
      CompletableFuture<PodIndex> expected = pods.expect(POD);
      kubelet.request().complete(listOf());
      expected.get();
      pass(Duration.ofMillis(10));
    }
    CompletableFuture<PodIndex> third = pods.expect(POD);
    assertThat(kubelet.isLeftAlone()).isTrue();

    CompletableFuture<PodIndex> caller =
        pods.newerThan(new PodIndex(kubelet.now() - 1, listOf()), Duration.ZERO);
    kubelet.request().complete(listOf());
    assertThat(caller.get()).isSameAs(third.get());
  }

  private PodIndex fetch() throws Exception {
    return kubelet.fetch(listOf());
  }

  /** Lets time pass, and makes the list look at its clock. */
  private void pass(Duration time) {
    kubelet.pass(time);
    pods.newerThan(new PodIndex(kubelet.now(), listOf()), Duration.ofHours(1)).cancel(false);
  }
}
