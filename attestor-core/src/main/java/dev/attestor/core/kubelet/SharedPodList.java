package dev.attestor.core.kubelet;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.LocalPods;
import dev.attestor.threads.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pod list of one kubelet, shared by all callers. At most one request is in flight; the {@link
 * RequestBudget} limits how often. A list is used only while it is younger than the poll interval,
 * counted from the start of its request. Without callers and hints, there are no requests.
 *
 * <p>A hint of a pod gets a request that callers leave over. While hints hold, a new pod gets one
 * at once instead, which costs callers nothing: at most one for each new pod.
 *
 * <p>A list that answered a caller at once is renewed when nine tenths of that interval are over.
 * So callers do not wait for a list while they ask often and the kubelet answers within the last
 * tenth.
 *
 * <p>If a kubelet that has answered before is {@linkplain Absence gone for a short time}, callers
 * wait for it.
 *
 * <p>If the kubelet tells of changes, they are added to the list while it is young, and callers
 * that wait for a newer list get that one.
 *
 * <p>Requests run on a separate thread, which also completes the callers' futures. Changes complete
 * them on the thread that tells of them.
 */
public final class SharedPodList implements PodSource {

  private static final Logger LOG = LoggerFactory.getLogger(SharedPodList.class);

  private final PodFetcher fetcher;
  private final long maxAge;
  private final long renewalAge;
  private final LongSupplier clock;
  private final ScheduledExecutorService worker;
  private final AttestorListener listener;

  private final PodProblemLog problems = new PodProblemLog();

  private volatile @Nullable PodIndex latest;
  private volatile @Nullable PodIndex renewed;

  // Guarded by this.
  private final RecentChanges changes = new RecentChanges();
  private long added;
  private final RequestBudget budget;
  private final Absence absence;
  private final List<Waiter> waiters = new ArrayList<>();
  private @Nullable Future<?> planned;
  private long plannedAt;
  private boolean underWay;

  /** Whether the last list that hints of new pods waited for has all of these pods. */
  private boolean hintsHold;

  /** The new pods whose hints waited when the last request was sent. */
  private List<PodUid> hinted = List.of();

  private boolean closed;

  /** Sends requests to the given kubelet's port. */
  public SharedPodList(KubeletClient client, K8sConfig config, AttestorListener listener) {
    this(client::listPods, config.pollInterval(), config.patience(), System::nanoTime, listener);
  }

  /**
   * The list of the kubelet of a configuration. Sends no request yet.
   *
   * @param local opens the kubelet's socket, if it is to be used and there is one
   * @throws KubeletException if a credential file is missing or invalid, and there is no socket
   */
  public static SharedPodList of(
      K8sConfig config, Optional<LocalPods.Opener> local, AttestorListener listener) {
    if (config.podsApi().isEmpty() || local.isEmpty()) {
      KubeletClient port = new KubeletClient(config.kubelet(), config.reloadInterval());
      return new SharedPodList(port, config, listener);
    }
    LocalFirst fetcher = LocalFirst.of(config, config.podsApi().get(), local.get());
    SharedPodList list =
        new SharedPodList(
            fetcher, config.pollInterval(), config.patience(), System::nanoTime, listener);
    fetcher.tell(list.listener());
    return list;
  }

  /**
   * @param patience how long a caller waits for its container
   */
  SharedPodList(
      PodFetcher fetcher,
      Duration interval,
      Duration patience,
      LongSupplier clock,
      AttestorListener listener) {
    this.listener = listener;
    this.fetcher = fetcher;
    this.maxAge = interval.toNanos();
    this.renewalAge = renewal(interval).toNanos();
    this.clock = clock;
    this.budget = new RequestBudget(renewal(interval));
    this.absence = new Absence(patience);
    this.worker =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("attestor-kubelet"));
  }

  /** The age at which a list is renewed: early enough to have the next one in time. */
  static Duration renewal(Duration interval) {
    return interval.multipliedBy(9).dividedBy(10);
  }

  @Override
  public CompletableFuture<PodIndex> fresh() {
    long now = clock.getAsLong();
    PodIndex list = latest;
    boolean young = list != null && now - list.requestedAt() < maxAge;
    listener.listWanted(young);
    if (list != null && young) {
      renewInTime(list);
      return CompletableFuture.completedFuture(list);
    }
    // The caller also accepts a list requested at this very moment, hence the minus one.
    return await(now - 1, null, true, now, null);
  }

  /** Nobody waits for this request, so nobody learns if it fails. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void renewInTime(PodIndex list) {
    PodIndex last = renewed;
    if (last == null || last.requestedAt() != list.requestedAt()) {
      renewed = list;
      await(list.requestedAt(), null, false, list.requestedAt() + renewalAge, null);
    }
  }

  @Override
  public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
    return await(seen.requestedAt(), seen, false, clock.getAsLong() + pause.toNanos(), null);
  }

  /** A list that has the pod and half of its time before it, or a new one. */
  @Override
  public CompletableFuture<PodIndex> expect(PodUid pod) {
    long now = clock.getAsLong();
    return await(now - 1, null, false, now, pod);
  }

  @Override
  public boolean hasSeen(ContainerId container) {
    PodIndex list = latest;
    return list != null && list.has(container);
  }

  private synchronized CompletableFuture<PodIndex> await(
      long requestedAfter,
      @Nullable PodIndex seen,
      boolean orYoung,
      long due,
      @Nullable PodUid expected) {
    CompletableFuture<PodIndex> answer = new CompletableFuture<>();
    if (closed) {
      answer.completeExceptionally(closed());
      return answer;
    }
    Waiter waiter = new Waiter(answer, requestedAfter, seen, orYoung, due, expected);
    // A list may have come since the caller looked.
    PodIndex list = latest;
    if (list != null && waiter.accepts(list, clock.getAsLong(), maxAge)) {
      answer.complete(list);
      return answer;
    }
    waiters.add(waiter);
    plan();
    return answer;
  }

  /**
   * Schedules the next request for the first time at which a caller needs one and the budget allows
   * it.
   */
  private synchronized void plan() {
    waiters.removeIf(waiter -> waiter.answer().isDone());
    if (underWay || closed || waiters.isEmpty()) {
      return;
    }
    long now = clock.getAsLong();
    long at = now + delay(now);
    if (planned != null && !planned.isDone()) {
      if (plannedAt - at <= 0) {
        return;
      }
      planned.cancel(false);
    }
    plannedAt = at;
    planned = worker.schedule(this::request, Math.max(0, at - now), TimeUnit.NANOSECONDS);
  }

  /** Nanoseconds until the first caller can have a request; guarded by this. */
  private long delay(long now) {
    long usual = budget.delay(now);
    long spare = budget.spareDelay(now);
    long spacing = budget.spacing(now);
    long first = Long.MAX_VALUE;
    for (Waiter waiter : waiters) {
      PodUid expected = waiter.expected();
      long allowed = expected == null ? usual : hintsHold && isNew(expected) ? spacing : spare;
      first = Math.min(first, Math.max(waiter.due() - now, allowed));
    }
    return Math.max(first, absence.delay(now));
  }

  private boolean isNew(PodUid pod) {
    PodIndex list = latest;
    return list == null || !list.has(pod);
  }

  private void request() {
    long requestedAt;
    synchronized (this) {
      waiters.removeIf(waiter -> waiter.answer().isDone());
      planned = null;
      if (waiters.isEmpty() || closed) {
        return;
      }
      requestedAt = clock.getAsLong();
      if (delay(requestedAt) > 0) {
        plan();
        return;
      }
      budget.spend(requestedAt);
      hinted = newPods(waiter -> true);
      underWay = true;
    }
    try {
      PodList list = fetch(requestedAt);
      deliver(new PodIndex(fetcher.beganAt(requestedAt), list));
    } catch (AttestationException e) {
      fail(e, requestedAt);
    } catch (RuntimeException | Error e) {
      LOG.error("a defect while asking the kubelet", e);
      fail(
          new KubeletException(
              KubeletException.Kind.BAD_BODY, "asking the kubelet failed: " + e, e),
          requestedAt);
    }
  }

  private PodList fetch(long requestedAt) {
    try {
      PodList list = fetcher.fetch();
      listener.kubeletAsked(null, clock.getAsLong() - requestedAt);
      listener.listed(list.pods().size(), requestedAt);
      problems.tell(list);
      return list;
    } catch (KubeletException e) {
      listener.kubeletAsked(e, clock.getAsLong() - requestedAt);
      throw e;
    }
  }

  private void deliver(PodIndex fetched) {
    PodIndex list;
    List<Waiter> content;
    synchronized (this) {
      list = changes.applyTo(fetched);
      judgeHints(list);
      latest = list;
      added = changes.bytes();
      underWay = false;
      absence.end();
      content = takeContent(list);
    }
    content.forEach(waiter -> waiter.answer().complete(list));
  }

  /**
   * Whoever is in a new pod would need this list, too, so it costs callers nothing if it has the
   * pods that hints told of. If it lacks one, hints may be the work of somebody who creates
   * cgroups.
   */
  private void judgeHints(PodIndex list) {
    long now = clock.getAsLong();
    List<PodUid> pods = new ArrayList<>(hinted);
    pods.addAll(newPods(waiter -> waiter.accepts(list, now, maxAge)));
    if (pods.isEmpty()) {
      return;
    }
    hintsHold = pods.stream().allMatch(list::has);
    if (hintsHold) {
      budget.refund();
    }
  }

  /** The pods of waiting hints that the last list lacks. */
  private List<PodUid> newPods(Predicate<Waiter> which) {
    return waiters.stream()
        .filter(which)
        .map(Waiter::expected)
        .filter(pod -> pod != null && isNew(pod))
        .toList();
  }

  /**
   * The kubelet told of a change. It is added to the list if that is young and has room for more;
   * otherwise the next list has it.
   */
  void changed(Pod pod, long bytes) {
    PodIndex list;
    List<Waiter> content;
    synchronized (this) {
      long now = clock.getAsLong();
      changes.add(pod, now, bytes);
      PodIndex before = latest;
      if (before == null
          || now - before.requestedAt() >= maxAge
          || added + bytes > RecentChanges.MAX_BYTES) {
        return;
      }
      list = before.with(pod, now);
      if (!list.isNewerThan(before)) {
        return;
      }
      latest = list;
      added += bytes;
      content = takeContent(list);
    }
    content.forEach(waiter -> waiter.answer().complete(list));
  }

  /** The kubelet told that a pod was removed: what is on the list stays until the next one. */
  synchronized void removed(PodUid pod) {
    changes.forget(pod);
    PodIndex before = latest;
    if (before != null) {
      latest = before.without(pod);
    }
  }

  private LocalPods.Listener listener() {
    return new LocalPods.Listener() {
      @Override
      public void changed(Pod pod, long bytes) {
        SharedPodList.this.changed(pod, bytes);
      }

      @Override
      public void removed(PodUid pod) {
        SharedPodList.this.removed(pod);
      }
    };
  }

  private List<Waiter> takeContent(PodIndex list) {
    long now = clock.getAsLong();
    return take(waiter -> waiter.accepts(list, now, maxAge));
  }

  /**
   * Fails only the callers that are already due; the others retry. Nobody fails while the kubelet
   * is gone for a short time only.
   */
  private void fail(AttestationException failure, long requestedAt) {
    List<Waiter> due;
    synchronized (this) {
      underWay = false;
      hintsHold = false;
      long now = clock.getAsLong();
      boolean isShort = absence.isShort(failure, now, budget.delay(now));
      due = take(waiter -> !isShort && waiter.due() - requestedAt <= 0);
    }
    due.forEach(waiter -> waiter.answer().completeExceptionally(failure));
  }

  private synchronized List<Waiter> take(Predicate<Waiter> which) {
    List<Waiter> taken = new ArrayList<>();
    for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (which.test(waiter)) {
        each.remove();
        taken.add(waiter);
      }
    }
    plan();
    return taken;
  }

  @Override
  public void close() {
    List<Waiter> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiters);
      waiters.clear();
    }
    // First, so that a request that is under way knows why it is cut.
    fetcher.close();
    worker.shutdownNow();
    left.forEach(waiter -> waiter.answer().completeExceptionally(closed()));
  }

  private static KubeletException closed() {
    return new KubeletException(KubeletException.Kind.CLOSED, "the attestor is being closed");
  }
}
