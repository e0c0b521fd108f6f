package dev.attestor.podsapi;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A call that hands over each event while it is being requested. */
final class EagerCall extends ClientCall<PodsCalls.Request, Messages.Event> {

  private final Queue<Messages.Event> events;
  private @Nullable Listener<Messages.Event> listener;

  EagerCall(Messages.Event... events) {
    this.events = new ArrayDeque<>(List.of(events));
  }

  @Override
  public void start(Listener<Messages.Event> responses, Metadata headers) {
    listener = responses;
  }

  @Override
  public void request(int messages) {
    Messages.Event next = events.poll();
    if (next != null && listener != null) {
      listener.onMessage(next);
    }
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {}

  @Override
  public void halfClose() {}

  @Override
  public void sendMessage(PodsCalls.Request message) {}
}
