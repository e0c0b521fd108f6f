package dev.attestor.node.service;

import dev.attestor.agent.api.v1.Identity;
import dev.attestor.node.limits.Admission;
import dev.attestor.node.limits.Ticket;
import dev.attestor.node.peer.PeerConnection;
import dev.attestor.node.service.Answers.Subject;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Questions with one answer, from their turn to their end. */
final class Calls {

  /** Those who are refused hear of it late, so that asking again at once is no faster. */
  private static final Duration REFUSAL_DELAY = Duration.ofMillis(250);

  private final Answers answers;
  private final Identities identities;
  private final Admission admission;
  private final ScheduledExecutorService timer;

  Calls(
      Answers answers, Identities identities, Admission admission, ScheduledExecutorService timer) {
    this.answers = answers;
    this.identities = identities;
    this.admission = admission;
    this.timer = timer;
  }

  <T> void begin(
      Subject subject, ServerCallStreamObserver<T> response, Function<Identity, T> message) {
    String caller = PeerConnection.current().caller();
    OneCall<T> call = new OneCall<>(subject, caller, response, message, answers, identities);
    Optional<Ticket> ticket = admission.enter(caller, call::start);
    if (ticket.isEmpty()) {
      refuse(response, caller);
      return;
    }
    call.atEnd(ending -> admission.leave(ticket.get(), ending));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The response carries the outcome.
  private void refuse(ServerCallStreamObserver<?> response, String caller) {
    timer.schedule(
        () ->
            response.onError(
                Status.RESOURCE_EXHAUSTED
                    .withDescription("too many calls of %s wait already".formatted(caller))
                    .asRuntimeException()),
        REFUSAL_DELAY.toNanos(),
        TimeUnit.NANOSECONDS);
  }
}
