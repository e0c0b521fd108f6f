package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.spire.sdk.proto.goplugin.ConnInfo;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BrokerTest {

  private final List<Endpoint> dialled = new ArrayList<>();
  private final Broker broker = broker(Duration.ofSeconds(5));
  private final StreamObserver<ConnInfo> stream =
      new BrokerService(broker)
          .startStream(
              new StreamObserver<>() {
                @Override
                public void onNext(ConnInfo value) {}

                @Override
                public void onError(Throwable t) {}

                @Override
                public void onCompleted() {}
              });

  private Broker broker(Duration patience) {
    return new Broker(
        endpoint -> {
          dialled.add(endpoint);
          ManagedChannel channel = ManagedChannelBuilder.forTarget("localhost:1").build();
          channel.shutdownNow();
          return channel;
        },
        patience);
  }

  private static ConnInfo info(int id, String address) {
    return ConnInfo.newBuilder().setServiceId(id).setNetwork("unix").setAddress(address).build();
  }

  @Test
  void dialsOnceAndOnlyWhenNeeded() {
    stream.onNext(info(1, "/tmp/a"));
    assertThat(dialled).isEmpty();
    assertThat(broker.channel()).isSameAs(broker.channel());
    assertThat(dialled).containsExactly(new Endpoint.Unix(Path.of("/tmp/a")));
  }

  @Test
  void waitsForAnAddressThatComesLater() {
    CompletableFuture<Void> later =
        CompletableFuture.runAsync(
            () -> stream.onNext(info(1, "/tmp/a")),
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    assertThat(broker.channel()).isNotNull();
    later.join();
  }

  @Test
  void ignoresOtherNumbersKnocksNonsenseAndSecondAddresses() {
    stream.onNext(info(2, "/tmp/two"));
    stream.onNext(
        info(1, "/tmp/knock").toBuilder()
            .setKnock(ConnInfo.Knock.newBuilder().setKnock(true))
            .build());
    stream.onNext(ConnInfo.newBuilder().setServiceId(1).setNetwork("pigeon").build());
    stream.onNext(info(1, "/tmp/a"));
    stream.onNext(info(1, "/tmp/b"));
    stream.onCompleted();
    assertThat(broker.channel()).isNotNull();
    assertThat(dialled).containsExactly(new Endpoint.Unix(Path.of("/tmp/a")));
  }

  @Test
  void givesUpOnAHostThatStaysSilent() {
    assertThatThrownBy(() -> broker(Duration.ofMillis(20)).channel())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("UNAVAILABLE: the host did not send the address of its services within 20 ms");
  }
}
