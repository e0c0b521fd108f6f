package dev.attestor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.RuntimeAnswer;
import dev.attestor.fuzz.Growth;
import dev.attestor.runtime.proto.Container;
import dev.attestor.runtime.proto.ContainerState;
import dev.attestor.runtime.proto.ContainerStatus;
import dev.attestor.runtime.proto.ContainerStatusResponse;
import dev.attestor.runtime.proto.ListContainersResponse;
import dev.attestor.runtime.proto.ListPodSandboxResponse;
import dev.attestor.runtime.proto.PodSandbox;
import dev.attestor.runtime.proto.PodSandboxMetadata;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three arbitrary answers of a container runtime: a container counts as running only if its own
 * status says so, with the pods in status and sandbox.
 */
class CriAnswersFuzzTest {

  private static final String ID = "c0ffee";
  private static final Path NOWHERE = Path.of("/nonexistent/cri.sock");
  private static final CriConnection CONNECTION = CriConnection.to(NOWHERE);

  static Stream<byte[]> answers() {
    PodSandbox sandbox =
        PodSandbox.newBuilder()
            .setId("s")
            .setMetadata(PodSandboxMetadata.newBuilder().setUid("u"))
            .build();
    ContainerStatus status =
        ContainerStatus.newBuilder()
            .setId(ID)
            .setState(ContainerState.CONTAINER_RUNNING)
            .putLabels("io.kubernetes.pod.uid", "u")
            .putLabels("io.kubernetes.container.name", "n")
            .setImageRef("i")
            .build();
    Container container =
        Container.newBuilder()
            .setId(ID)
            .setPodSandboxId("s")
            .setState(ContainerState.CONTAINER_RUNNING)
            .build();
    return Stream.of(
        data(
            ListContainersResponse.newBuilder().addContainers(container).build(),
            ContainerStatusResponse.newBuilder().setStatus(status).build(),
            ListPodSandboxResponse.newBuilder().addItems(sandbox).build()),
        data(
            ListContainersResponse.newBuilder()
                .addContainers(container.toBuilder().setState(ContainerState.CONTAINER_CREATED))
                .build(),
            ContainerStatusResponse.getDefaultInstance(),
            ListPodSandboxResponse.getDefaultInstance()),
        data(
            ListContainersResponse.getDefaultInstance(),
            ContainerStatusResponse.getDefaultInstance(),
            ListPodSandboxResponse.newBuilder().addItems(sandbox.toBuilder().setId(ID)).build()));
  }

  /** Each answer has its length in the byte before it; the last one extends to the end. */
  @MethodSource("answers")
  @FuzzTest
  void nameWhatTheirStatusNames(byte[] data) {
    Growth.check(data, CriAnswersFuzzTest::ask);
    Answers answers;
    RuntimeAnswer answer;
    try {
      answers = Answers.parse(data);
      answer = ask(answers);
    } catch (InvalidProtocolBufferException e) {
      // gRPC rejects this before our code runs.
      return;
    }
    if (answer instanceof RuntimeAnswer.Found found) {
      ContainerStatus status = answers.status().getStatus();
      assertThat(status.getState())
          .isIn(ContainerState.CONTAINER_CREATED, ContainerState.CONTAINER_RUNNING);
      assertThat(found.id().value()).isEqualTo(status.getId());
      assertThat(found.podUid()).isEqualTo(status.getLabelsOrDefault("io.kubernetes.pod.uid", ""));
      assertThat(found.sandboxPodUid())
          .isIn(
              Stream.concat(
                      Stream.of(""),
                      answers.sandboxes().getItemsList().stream()
                          .map(each -> each.getMetadata().getUid()))
                  .toList());
    }
    if (answer instanceof RuntimeAnswer.Sandbox) {
      assertThat(answers.sandboxes().getItemsList())
          .anyMatch(sandbox -> sandbox.getId().equals(ID));
    }
  }

  private static RuntimeAnswer ask(Answers answers) {
    CriCalls calls = new CriCalls(new AnsweringChannel(answers), Duration.ofSeconds(1));
    return new Question(
            new ContainerId(ID), calls, CONNECTION, new Availability(NOWHERE.toString()))
        .once()
        .getNow(new RuntimeAnswer.Nothing());
  }

  private static void ask(byte[] data) throws InvalidProtocolBufferException {
    ask(Answers.parse(data));
  }

  private static byte[] data(MessageLite... messages) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int each = 0; each < messages.length; each++) {
      if (each < messages.length - 1) {
        data.write(messages[each].getSerializedSize());
      }
      data.writeBytes(messages[each].toByteArray());
    }
    return data.toByteArray();
  }

  /** A runtime's answers to each call. */
  record Answers(
      ListContainersResponse containers,
      ContainerStatusResponse status,
      ListPodSandboxResponse sandboxes) {

    static Answers parse(byte[] data) throws InvalidProtocolBufferException {
      int first = data.length == 0 ? 0 : Math.min(data.length, 1 + (data[0] & 0xff));
      int second =
          first >= data.length ? first : Math.min(data.length, first + 1 + (data[first] & 0xff));
      return new Answers(
          ListContainersResponse.parseFrom(part(data, 1, first)),
          ContainerStatusResponse.parseFrom(part(data, first + 1, second)),
          ListPodSandboxResponse.parseFrom(part(data, second, data.length)));
    }

    private static byte[] part(byte[] data, int start, int end) {
      return start >= end ? new byte[0] : Arrays.copyOfRange(data, start, end);
    }
  }
}
