package dev.attestor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.RuntimeAnswer;
import dev.attestor.core.spi.RuntimeAnswer.Nothing;
import dev.attestor.core.spi.RuntimeAnswer.Sandbox;
import dev.attestor.runtime.proto.ContainerState;
import dev.attestor.runtime.proto.ContainerStatus;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CriRuntimeTest {

  private static final ContainerId ID = new ContainerId("c");
  private static final RuntimeAnswer WEB = answer("c", "u", "u", "web");

  private final FakeCri fake = new FakeCri();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(fake));
  private Path folder = Path.of("");
  private Path socket = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    // JUnit's folder may have a name that is too long for a socket.
    folder = Files.createTempDirectory(Path.of("/tmp"), "cri");
    socket = folder.resolve("s");
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    Files.deleteIfExists(socket);
    Files.deleteIfExists(folder.resolve("other"));
    Files.delete(folder);
  }

  @Test
  void tellsWhatTheKubeletWillReport() throws Exception {
    fake.running("c", "u", "web").serve(socket);

    assertThat(ask()).isEqualTo(WEB);
  }

  @Test
  void waitsUntilTheContainerIsStarted() throws Exception {
    fake.running("c", "u", "web").serve(socket);
    fake.listed = Optional.of(FakeCri.container("c", "sandbox", ContainerState.CONTAINER_CREATED));
    CompletableFuture<RuntimeAnswer> answer = runtime().ask(ID);
    awaitListings(4);
    assertThat(answer).isNotDone();

    fake.running("c", "u", "web");

    assertThat(get(answer)).isEqualTo(WEB);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContainerState.class,
      names = {"CONTAINER_EXITED", "CONTAINER_UNKNOWN"})
  void hasNothingToSayOfAContainerThatDoesNotRun(ContainerState state) throws Exception {
    fake.running("c", "u", "web").serve(socket);
    fake.listed = Optional.of(FakeCri.container("c", "sandbox", state));

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void hasNothingToSayOfAContainerThatEndsBetweenTwoCalls() throws Exception {
    fake.running("c", "u", "web").serve(socket);
    ContainerStatus status = fake.status.orElseThrow();
    fake.status = Optional.of(status.toBuilder().setState(ContainerState.CONTAINER_EXITED).build());

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void hasNothingToSayOfAContainerThatIsRemovedBetweenTwoCalls() throws Exception {
    fake.running("c", "u", "web").serve(socket);
    fake.status = Optional.empty();

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void hasNothingToSayOfAContainerThatIsNotThere() throws Exception {
    fake.serve(socket);

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void recognizesASandbox() throws Exception {
    fake.sandbox("c", "u").serve(socket);

    assertThat(ask()).isEqualTo(new Sandbox());
  }

  @Test
  void takesNoOtherSandboxForTheOneAskedFor() throws Exception {
    fake.sandbox("cc", "u").serve(socket);

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void passesOnThatAnotherContainerWasNamed() throws Exception {
    fake.running("d", "v", "db").serve(socket);

    assertThat(ask()).isEqualTo(answer("d", "v", "v", "db"));
  }

  @Test
  void saysThatTheSandboxIsAnotherOne() throws Exception {
    fake.running("c", "u", "web").sandbox("another", "u").serve(socket);

    assertThat(ask()).isEqualTo(answer("c", "u", "", "web"));
  }

  @Test
  void saysThatLabelsAreMissing() throws Exception {
    fake.running("c", "u", "web").serve(socket);
    fake.status = Optional.of(fake.status.orElseThrow().toBuilder().clearLabels().build());

    assertThat(ask()).isEqualTo(answer("c", "", "u", ""));
  }

  @Test
  void noticesARuntimeThatComesLater() throws Exception {
    CompletableFuture<RuntimeAnswer> answer = runtime().ask(ID);
    fake.running("c", "u", "web").serve(socket);

    assertThat(get(answer)).isEqualTo(WEB);
  }

  @Test
  void noticesARuntimeThatWasStartedAgain() throws Exception {
    fake.running("c", "u", "web").serve(socket);
    ContainerRuntime runtime = runtime();
    assertThat(get(runtime.ask(ID))).isEqualTo(WEB);
    fake.close();
    Files.deleteIfExists(socket);
    CompletableFuture<RuntimeAnswer> answer = runtime.ask(ID);

    FakeCri again = new FakeCri().running("c", "u", "db").serve(socket);
    open.add(again);

    assertThat(get(answer)).isEqualTo(answer("c", "u", "u", "db"));
  }

  @Test
  void asksARuntimeAgainThatHangs() throws Exception {
    fake.running("c", "u", "web").serve(socket);
    fake.hanging = true;
    CompletableFuture<RuntimeAnswer> answer = runtime().ask(ID);
    awaitListings(2);

    fake.hanging = false;

    assertThat(get(answer)).isEqualTo(WEB);
  }

  @Test
  void givesUpOnAServerThatIsNoRuntime() throws Exception {
    BindableService another = () -> ServerServiceDefinition.builder("another.Service").build();
    fake.serve(socket, another);

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void stopsAskingOnceNobodyWaits() throws Exception {
    fake.running("c", "u", "web").serve(socket);
    fake.listed = Optional.of(FakeCri.container("c", "sandbox", ContainerState.CONTAINER_CREATED));
    CompletableFuture<RuntimeAnswer> answer = runtime().ask(ID);
    awaitListings(3);
    answer.cancel(false);
    Thread.sleep(50);

    int listings = fake.listings();
    Thread.sleep(300);
    assertThat(fake.listings()).isEqualTo(listings);
  }

  @Test
  void endsQuestionsWhenClosed() throws Exception {
    CriRuntime runtime = CriRuntime.at(socket, Duration.ofMillis(200));
    CompletableFuture<RuntimeAnswer> answer = runtime.ask(ID);
    runtime.close();

    assertThat(get(answer)).isEqualTo(new Nothing());
  }

  @Test
  void asksEveryRuntimeThereIs() throws Exception {
    fake.serve(socket);
    Path second = folder.resolve("other");
    ContainerRuntime runtimes = RuntimeSockets.of(List.of(socket, folder.resolve("none"), second));
    open.add(0, runtimes);
    assertThat(get(runtimes.ask(ID))).isEqualTo(new Nothing());

    open.add(new FakeCri().running("c", "u", "web").serve(second));

    assertThat(get(runtimes.ask(ID))).isEqualTo(WEB);
  }

  @Test
  void hasNothingToSayWhereThereIsNoRuntime() throws Exception {
    ContainerRuntime none = RuntimeSockets.of(List.of(folder.resolve("none")));

    assertThat(get(none.ask(ID))).isEqualTo(new Nothing());
  }

  private RuntimeAnswer ask() throws Exception {
    return get(runtime().ask(ID));
  }

  private ContainerRuntime runtime() {
    CriRuntime runtime = CriRuntime.at(socket, Duration.ofMillis(200));
    open.add(0, runtime);
    return runtime;
  }

  private static RuntimeAnswer get(CompletableFuture<RuntimeAnswer> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  private void awaitListings(int count) throws InterruptedException {
    while (fake.listings() < count) {
      Thread.sleep(5);
    }
  }

  private static RuntimeAnswer answer(String id, String pod, String sandboxPod, String name) {
    return new RuntimeAnswer.Running(new ContainerId(id), pod, sandboxPod, name, "w:1", "w@1");
  }
}
