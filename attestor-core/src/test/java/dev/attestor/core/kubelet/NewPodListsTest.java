package dev.attestor.core.kubelet;

import static dev.attestor.core.kubelet.PlainPods.listOf;
import static dev.attestor.core.kubelet.PlainPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists for new pods: what they cost callers, who have a burst of three here. */
class NewPodListsTest {

  private final HandFedPodList kubelet = new HandFedPodList();

  @AfterEach
  void close() {
    kubelet.close();
  }

  @Test
  void costNothingWhileTheyHaveThePods() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(answerHint("pod-" + i, listOf("pod-" + i))).isTrue();
    }
    useUpTheBurst();
  }

  @Test
  void areNotSentWhileCallersHaveNothingLeft() throws Exception {
    useUpTheBurst();

    assertThat(answerHint("new", listOf("new"))).isFalse();
  }

  @Test
  void takeWhatCallersLeaveOverOnceTheyLackAPod() throws Exception {
    assertThat(answerHint("new", listOf("new"))).isTrue();
    assertThat(answerHint("forged-1", listOf("new"))).isTrue();
    assertThat(answerHint("forged-2", listOf("new"))).isTrue();

    assertThat(answerHint("forged-3", listOf("new"))).isFalse();
  }

  @Test
  void countAgainAfterAnOldPodThatIsOnTheList() throws Exception {
    assertThat(answerHint("old", listOf("old"))).isTrue();
    assertThat(answerHint("forged-1", listOf("old"))).isTrue();
    assertThat(answerHint("forged-2", listOf("old"))).isTrue();
    // A caller may have the last of the burst. It gets a list with the old pod, of which a hint
    // tells, too.
    kubelet.pass(HandFedPodList.INTERVAL.dividedBy(2));
    CompletableFuture<PodIndex> old = kubelet.pods().expect(new PodUid("old"));
    callNow(listOf("old"));
    old.get();

    assertThat(answerHint("forged-3", listOf("old"))).isFalse();
  }

  @Test
  void countWhenTheyFail() throws Exception {
    assertThat(answerHint("new", listOf("new"))).isTrue();
    int sent = 0;
    for (int i = 0; i < 5; i++) {
      CompletableFuture<PodIndex> hint = kubelet.pods().expect(new PodUid("new-" + i));
      CompletableFuture<PodList> request = kubelet.requestSoon();
      if (request != null) {
        request.completeExceptionally(new KubeletException(Kind.TIMEOUT, "late"));
        assertThat(hint).failsWithin(Duration.ofSeconds(10));
        sent++;
      }
      hint.cancel(false);
      kubelet.pass(Duration.ofMillis(10));
    }
    assertThat(sent).isEqualTo(2);
  }

  @Test
  void costNothingIfAChangeTellsOfThePodFirst() throws Exception {
    callNow(listOf());
    for (int i = 0; i < 5; i++) {
      CompletableFuture<PodIndex> hint = kubelet.pods().expect(new PodUid("new-" + i));
      CompletableFuture<PodList> request = kubelet.request();
      kubelet.pass(Duration.ofMillis(10));
      kubelet.pods().changed(pod("new-" + i), 100);
      hint.get();
      request.complete(listOf("new-" + i));
      kubelet.pass(Duration.ofMillis(10));
    }
    callNow(listOf());
    callNow(listOf());
  }

  @Test
  void serveAHintThatComesWhileTheyAreOnTheirWay() throws Exception {
    CompletableFuture<PodIndex> first = kubelet.pods().expect(new PodUid("new"));
    CompletableFuture<PodList> request = kubelet.request();
    kubelet.pass(Duration.ofMillis(100));
    CompletableFuture<PodIndex> second = kubelet.pods().expect(new PodUid("new"));
    CompletableFuture<PodIndex> other = kubelet.pods().expect(new PodUid("other"));
    request.complete(listOf("new"));

    assertThat(second.get()).isSameAs(first.get());
    assertThat(other).isNotDone();
  }

  /** Whether a hint causes a request, which is then answered. */
  private boolean answerHint(String uid, PodList answer) throws Exception {
    CompletableFuture<PodIndex> hint = kubelet.pods().expect(new PodUid(uid));
    CompletableFuture<PodList> request = kubelet.requestSoon();
    if (request == null) {
      hint.cancel(false);
      return false;
    }
    request.complete(answer);
    hint.get();
    kubelet.pass(Duration.ofMillis(10));
    return true;
  }

  private void useUpTheBurst() throws Exception {
    for (int i = 0; i < 3; i++) {
      callNow(listOf());
    }
  }

  /** A caller whose request is sent at once. */
  private void callNow(PodList answer) throws Exception {
    CompletableFuture<PodIndex> caller =
        kubelet.pods().newerThan(new PodIndex(kubelet.now() - 1, listOf()), Duration.ZERO);
    kubelet.request().complete(answer);
    caller.get();
    kubelet.pass(Duration.ofMillis(10));
  }
}
