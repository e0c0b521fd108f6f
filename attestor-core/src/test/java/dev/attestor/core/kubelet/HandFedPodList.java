package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A shared list for which the test is the kubelet. Time passes only when the test says so. */
final class HandFedPodList implements AutoCloseable {

  static final Duration INTERVAL = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
  private final LinkedBlockingQueue<CompletableFuture<PodList>> requests =
      new LinkedBlockingQueue<>();
  private final SharedPodList pods =
      new SharedPodList(
          this::ask, INTERVAL, INTERVAL.multipliedBy(60), now::get, AttestorListener.NONE);

  private PodList ask() {
    CompletableFuture<PodList> answer = new CompletableFuture<>();
    requests.add(answer);
    try {
      return answer.get(50, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new KubeletException(Kind.TIMEOUT, "late", e);
    }
  }

  SharedPodList pods() {
    return pods;
  }

  long now() {
    return now.get();
  }

  void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** The next request, to be answered. */
  CompletableFuture<PodList> request() throws InterruptedException {
    return Objects.requireNonNull(requests.poll(40, TimeUnit.SECONDS), "no request came");
  }

  /** The next request, if one comes within a moment. */
  @Nullable CompletableFuture<PodList> requestSoon() throws InterruptedException {
    return requests.poll(300, TimeUnit.MILLISECONDS);
  }

  /** How many requests have come that no test has taken. */
  int requests() {
    return requests.size();
  }

  /** Whether no request comes for a while. */
  boolean isLeftAlone() throws InterruptedException {
    return requestSoon() == null;
  }

  /** Answers the request of one caller, and returns what the caller gets. */
  PodIndex fetch(PodList answer) throws Exception {
    CompletableFuture<PodIndex> caller = pods.fresh();
    request().complete(answer);
    return caller.get();
  }

  @Override
  public void close() {
    pods.close();
  }
}
