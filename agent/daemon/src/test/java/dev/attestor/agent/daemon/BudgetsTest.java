package dev.attestor.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.client.AttestorClient;
import dev.attestor.testkit.FakeKubelet;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ClientCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests limits of a whole agent: hostile callers must not affect an honest one. */
@Timeout(60)
class BudgetsTest {

  private static final String WHO_AM_I = "/attestor.agent.v1.Attestor/WhoAmI";
  private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

  @RegisterExtension private final TestAgents agents = new TestAgents();
  private final SomePlatform platform = agents.platform;

  @Test
  void hangsUpOnACallerThatNeverSendsThePreface() throws Exception {
    try (Agent agent = agents.start("");
        RawHttp2 silent = RawHttp2.connect(agents.configs().socket());
        RawHttp2 slow =
            RawHttp2.connect(agents.configs().socket()).send(Arrays.copyOf(RawHttp2.PREFACE, 9));
        AttestorClient honest = agents.client()) {
      assertThat(agent).isNotNull();
      assertThat(honest.whoAmI().hasWorkload()).isTrue();
      silent.awaitHangUp();
      slow.awaitHangUp();
      assertThat(honest.whoAmI().hasWorkload()).isTrue();
    }
  }

  @Test
  void hangsUpOnACallerWhoseRequestIsNeverComplete() throws Exception {
    try (Agent agent = agents.start("");
        RawHttp2 partial = RawHttp2.ready(agents.configs().socket());
        RawHttp2 bare = RawHttp2.ready(agents.configs().socket());
        RawHttp2 half = RawHttp2.ready(agents.configs().socket())) {
      assertThat(agent).isNotNull();
      partial
          .begin(1, WHO_AM_I)
          .send(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[] {0, 0, 0, 0, 9, 1}));
      bare.begin(1, WHO_AM_I);
      half.send(Arrays.copyOf(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[100]), 50));
      partial.awaitHangUp();
      bare.awaitHangUp();
      half.awaitHangUp();
    }
  }

  @Test
  void countsCallsUntilTheirAnswersAreReadAndHangsUpOnACallerThatReadsNone() throws Exception {
    try (Agent agent = agents.start("limits { calls = 4\n calls_per_caller = 4 }");
        RawHttp2 deaf = RawHttp2.ready(agents.configs().socket(), NO_WINDOW)) {
      assertThat(agent).isNotNull();
      for (int i = 0; i < 20; i++) {
        deaf.begin(2 * i + 1, WHO_AM_I).request(2 * i + 1, new byte[0]);
      }
      deaf.awaitHangUp();
      try (AttestorClient honest = agents.client()) {
        assertThat(honest.whoAmI().hasWorkload()).isTrue();
      }
      assertThat(platform.located()).isLessThan(20);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void hangsUpOnFramesThatCostMoreThanTheyCarry(String name, byte[] frame) throws Exception {
    try (Agent agent = agents.start("");
        AttestorClient honest = agents.client();
        RawHttp2 hostile = RawHttp2.ready(agents.configs().socket())) {
      assertThat(agent).isNotNull();
      honest.whoAmI();
      hostile.begin(1, WHO_AM_I);
      assertThatExceptionOfType(java.io.IOException.class)
          .isThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  hostile.send(frame);
                }
              });
      assertThat(honest.whoAmI().hasWorkload()).isTrue();
    }
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        Arguments.of("empty settings", RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0])),
        Arguments.of("pings", RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8])),
        Arguments.of("priorities", RawHttp2.frame(2, 0, 1, new byte[] {0, 0, 0, 3, 8})),
        Arguments.of("window updates", RawHttp2.frame(8, 0, 0, new byte[] {0, 0, 0, 1})),
        Arguments.of("frames of no known kind", RawHttp2.frame(99, 0, 0, new byte[8])),
        Arguments.of("empty data", RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[0])),
        Arguments.of("single bytes", RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[1])),
        Arguments.of(
            "padding",
            RawHttp2.frame(RawHttp2.DATA, 8, 1, new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0, 0})),
        Arguments.of("large data", RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[4096])),
        Arguments.of("endless headers", RawHttp2.frame(RawHttp2.HEADERS, 0, 3, new byte[0])));
  }

  @Test
  void tellsTheHealthOfItsOwnServicesAndKeepsNoOtherNames() throws Exception {
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel());

      for (String name : List.of("", "attestor.agent.v1.Attestor", "grpc.health.v1.Health")) {
        assertThat(health.check(service(name)).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(health.watch(service(name)).next().getStatus()).isEqualTo(ServingStatus.SERVING);
      }
      assertFailed(
          () -> health.check(service("another")), Status.NOT_FOUND, "there is no such service");
      assertThat(health.watch(service("another")).next().getStatus())
          .isEqualTo(ServingStatus.SERVICE_UNKNOWN);
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> health.check(service("x".repeat(600))));
      assertThat(client.whoAmI().hasWorkload()).isTrue();
    }
  }

  @Test
  void limitsStreamsOfEveryService() throws Exception {
    try (Agent agent = agents.start("limits { watches_per_caller = 3 }");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel());
      for (int i = 0; i < 3; i++) {
        health.watch(service("another")).next();
      }

      assertFailed(
          () -> health.watch(service("")).next(),
          Status.RESOURCE_EXHAUSTED,
          "there are too many streams of pod u1 container c1 already");
    }
  }

  @Test
  void limitsCallsOfEveryService() throws Exception {
    try (Agent agent = agents.start("limits { calls_per_second_per_caller = 5 }");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel());
      long began = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        health.check(service(""));
        assertFailed(
            () -> call(client, "nobody.knows/This"),
            Status.UNIMPLEMENTED,
            "there is no such method");
      }

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(800));
    }
  }

  @Test
  void givesANewCallerAConnectionThoughAnotherHasThemAll() throws Exception {
    List<RawHttp2> hoard = new ArrayList<>();
    try (Agent agent = agents.start("limits { connections = 8 }");
        AttestorClient honest = agents.client()) {
      assertThat(agent).isNotNull();
      for (int i = 0; i < 8; i++) {
        hoard.add(RawHttp2.ready(agents.configs().socket()));
        hoard.get(i).begin(1, WHO_AM_I).request(1, new byte[0]).awaitEnd(1);
      }
      platform.runEverythingOutside();

      assertThat(honest.whoAmI().hasNotInPod()).isTrue();
    } finally {
      for (RawHttp2 each : hoard) {
        each.close();
      }
    }
  }

  @Test
  void tellsCallersTheKindOfAFailureAlone() throws Exception {
    agents
        .kubelet()
        .answerWith(FakeKubelet.answer(500, "secret/path".getBytes(StandardCharsets.US_ASCII)));
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      assertFailed(
          client::whoAmI,
          Status.UNAVAILABLE,
          "the kubelet gives no usable pod list; the agent's log says why");
      assertThat(client.watch(0).next().getUnknown().getMessage())
          .isEqualTo("the kubelet gives no usable pod list; the agent's log says why");
    }
  }

  private static void call(AttestorClient client, String method) {
    MethodDescriptor.Marshaller<HealthCheckRequest> marshaller =
        ProtoLiteUtils.marshaller(HealthCheckRequest.getDefaultInstance());
    ClientCalls.blockingUnaryCall(
        client.channel(),
        MethodDescriptor.newBuilder(marshaller, marshaller)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .build(),
        CallOptions.DEFAULT,
        HealthCheckRequest.getDefaultInstance());
  }

  private static HealthCheckRequest service(String name) {
    return HealthCheckRequest.newBuilder().setService(name).build();
  }

  private static void assertFailed(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call,
      Status status,
      String description) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(status.getCode());
              assertThat(e.getStatus().getDescription()).isEqualTo(description);
            });
  }
}
