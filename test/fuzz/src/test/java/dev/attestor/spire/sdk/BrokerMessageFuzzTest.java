package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.attestor.fuzz.Growth;
import dev.attestor.spire.sdk.proto.goplugin.ConnInfo;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A message of the host's broker gives an address that stays the same when it is printed and parsed
 * again, or none; the stream continues in any case.
 */
class BrokerMessageFuzzTest {

  static Stream<byte[]> messages() {
    return Stream.of(
            message("unix", "/tmp/plugin1"),
            message("tcp", "127.0.0.1:10000"),
            message("tcp", "[::1]:65535"),
            message("tcp", ":1"))
        .map(ConnInfo::toByteArray);
  }

  private static ConnInfo message(String network, String address) {
    return ConnInfo.newBuilder().setServiceId(1).setNetwork(network).setAddress(address).build();
  }

  @MethodSource("messages")
  @FuzzTest
  void givesAnAddressOrNone(byte[] data) {
    Growth.check(data, BrokerMessageFuzzTest::hear);
    List<Endpoint> heard;
    try {
      heard = hear(data);
    } catch (InvalidProtocolBufferException e) {
      // gRPC rejects this before our code runs.
      return;
    }
    for (Endpoint endpoint : heard) {
      assertThat(Endpoint.parse(endpoint.network(), endpoint.address())).isEqualTo(endpoint);
      if (endpoint instanceof Endpoint.Tcp tcp) {
        assertThat(tcp.port()).isBetween(1, 65_535);
      }
    }
  }

  private static List<Endpoint> hear(byte[] data) throws InvalidProtocolBufferException {
    List<Endpoint> dialled = new ArrayList<>();
    Broker broker =
        new Broker(
            endpoint -> {
              dialled.add(endpoint);
              throw new DialledException();
            },
            Duration.ZERO);
    new BrokerService(broker).startStream(new Ignored()).onNext(ConnInfo.parseFrom(data));
    try {
      broker.channel();
    } catch (DialledException | io.grpc.StatusRuntimeException e) {
      // It was connected, or there is no address.
    }
    return dialled;
  }

  private static final class DialledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Ignored implements StreamObserver<ConnInfo> {
    @Override
    public void onNext(ConnInfo message) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
