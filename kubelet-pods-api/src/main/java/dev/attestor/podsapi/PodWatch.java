package dev.attestor.podsapi;

import dev.attestor.core.pod.PodBuilder;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodListBudget;
import dev.attestor.core.pod.PodListFormatException;
import dev.attestor.core.spi.LocalPods;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One watch: first a list, pod by pod, then changes. It reads at once whatever arrives, because the
 * kubelet drops a watcher that is 100 events behind.
 *
 * <p>Only the list is relied on. A watch that ends, or is dropped, costs nothing but speed.
 */
final class PodWatch extends ClientCall.Listener<Messages.Event> {

  private final ClientCall<?, Messages.Event> call;
  private final LocalPods.Listener listener;
  private final BooleanSupplier isWanted;

  private volatile boolean open = true;

  // Used only by the thread that reads events; not kept after the list, which may be large.
  private @Nullable PodListBudget first = new PodListBudget();
  private @Nullable CompletableFuture<PodList> synced;

  /**
   * A watch that is not begun yet.
   *
   * @param isWanted asked at each change; the watch ends once it is not
   */
  private PodWatch(
      ClientCall<?, Messages.Event> call,
      LocalPods.Listener listener,
      BooleanSupplier isWanted,
      CompletableFuture<PodList> synced) {
    this.call = call;
    this.listener = listener;
    this.isWanted = isWanted;
    this.synced = synced;
  }

  /**
   * Begins a watch.
   *
   * @param synced gets the pods at the start of the watch; fails with the status of the call if it
   *     ends before
   */
  static PodWatch begin(
      ClientCall<PodsCalls.Request, Messages.Event> call,
      LocalPods.Listener listener,
      BooleanSupplier isWanted,
      CompletableFuture<PodList> synced) {
    PodWatch watch = new PodWatch(call, listener, isWanted, synced);
    call.start(watch, new Metadata());
    call.sendMessage(PodsCalls.Request.EMPTY);
    call.halfClose();
    call.request(1);
    return watch;
  }

  /** Whether changes may still arrive. */
  boolean isOpen() {
    return open;
  }

  void end() {
    open = false;
    call.cancel("not needed any more", null);
  }

  @Override
  public void onMessage(Messages.Event event) {
    if (!open) {
      return;
    }
    try {
      read(event);
    } catch (PodListFormatException e) {
      fail(e);
      end();
      return;
    }
    call.request(1);
  }

  private void read(Messages.Event event) throws PodListFormatException {
    PodBuilder pod = event.pod();
    PodListBudget list = first;
    if (event.kind() == Messages.Kind.SYNCED) {
      if (list != null) {
        complete(list.list());
      }
    } else if (event.kind() == Messages.Kind.REMOVED && pod != null && list == null) {
      pod.podUid().ifPresent(listener::removed);
    } else if (event.kind() == Messages.Kind.POD && pod != null) {
      if (list == null) {
        tell(pod);
      } else {
        pod.replaceIn(list);
      }
    }
  }

  private void complete(PodList list) {
    CompletableFuture<PodList> waiting = synced;
    first = null;
    synced = null;
    if (waiting != null) {
      waiting.complete(list);
    }
  }

  private void fail(Exception failure) {
    CompletableFuture<PodList> waiting = synced;
    if (waiting != null) {
      waiting.completeExceptionally(failure);
    }
  }

  /** A refused pod is told by the next list. */
  private void tell(PodBuilder pod) throws PodListFormatException {
    if (!isWanted.getAsBoolean()) {
      end();
      return;
    }
    PodListBudget one = new PodListBudget();
    pod.addTo(one);
    one.list().pods().forEach(each -> listener.changed(each, one.bytes()));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    open = false;
    fail(status.asException());
  }
}
