package dev.attestor.agent.daemon.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.limits.ConnectionShare;
import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.agent.daemon.peer.NamelessPeer;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.peer.PeerUser;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallLimiterTest {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Admission admission = new Admission(Limits.DEFAULT, timer);
  private final CallLimiter limiter = new CallLimiter(admission, timer);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void hangsUpOnTheSlowThoughThatFailedForOthersBefore() throws Exception {
    begin(
        () -> {
          throw new IllegalStateException("of the test");
        });
    // Due in a later round than the first.
    Thread.sleep(2000);
    CountDownLatch hungUp = new CountDownLatch(1);
    begin(hungUp::countDown);

    assertThat(hungUp.await(CallLimiter.PATIENCE.toSeconds() + 10, TimeUnit.SECONDS)).isTrue();
  }

  /** A call whose request never comes. */
  private void begin(Runnable hangUp) {
    ConnectionShare place = admission.connected("somebody").orElseThrow();
    place.occupy(hangUp, () -> 0);
    PeerConnection connection =
        new PeerConnection(new NamelessPeer(new PeerUser.Unknown(), "none"), place);
    PeerConnection.interceptor()
        .interceptCall(
            new SilentCall(connection),
            new Metadata(),
            (call, headers) ->
                limiter.interceptCall(
                    call, headers, (inner, ignored) -> new ServerCall.Listener<>() {}));
  }

  private static final class SilentCall extends ServerCall<Object, Object> {

    private final PeerConnection connection;

    SilentCall(PeerConnection connection) {
      this.connection = connection;
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, connection).build();
    }

    @Override
    @SuppressWarnings("unchecked") // Its type alone is asked for.
    public MethodDescriptor<Object, Object> getMethodDescriptor() {
      return (MethodDescriptor<Object, Object>)
          (MethodDescriptor<?, ?>) HealthGrpc.getCheckMethod();
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(Object message) {}

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }
  }
}
