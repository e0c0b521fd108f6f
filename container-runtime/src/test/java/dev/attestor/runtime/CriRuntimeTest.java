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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A runtime at a Unix socket; on Windows, behind a named pipe. */
@Timeout(120)
class CriRuntimeTest {

  private static final ContainerId ID = new ContainerId("c");
  private static final RuntimeAnswer WEB = answer("c", "u", "u", "web");

  private final FakeCri fake = new FakeCri();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(fake));
  private CriPlace place;

  @BeforeEach
  void prepare() throws IOException {
    place = CriPlace.free();
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    place.delete();
  }

  @Test
  void tellsWhatTheKubeletWillReport() throws Exception {
    fake.running("c", "u", "web").serve(place);

    assertThat(ask()).isEqualTo(WEB);
  }

  @Test
  void tellsOfAContainerThatIsCreatedAsOfOneThatRuns() throws Exception {
    fake.created("c", "u", "web").serve(place);

    assertThat(ask()).isEqualTo(WEB);
  }

  @Test
  void asksOnceForAllWhoWaitForAContainer() throws Exception {
    fake.running("c", "u", "web").serve(place);
    ContainerRuntime runtime = patient();
    awaitListings(1);
    fake.hold();
    CompletableFuture<RuntimeAnswer> first = runtime.ask(ID);
    CompletableFuture<RuntimeAnswer> second = runtime.ask(ID);
    awaitListings(2);
    CompletableFuture<RuntimeAnswer> third = runtime.ask(ID);
    first.cancel(false);
    fake.release();

    assertThat(get(second)).isEqualTo(WEB);
    assertThat(get(third)).isEqualTo(WEB);
    assertThat(fake.listings()).isEqualTo(2);
    assertThat(fake.statuses()).isOne();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContainerState.class,
      names = {"CONTAINER_EXITED", "CONTAINER_UNKNOWN"})
  void hasNothingToSayOfAContainerThatDoesNotRun(ContainerState state) throws Exception {
    fake.running("c", "u", "web").serve(place);
    fake.listed = Optional.of(FakeCri.container("c", "sandbox", state));

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void hasNothingToSayOfAContainerThatEndsBetweenTwoCalls() throws Exception {
    fake.running("c", "u", "web").serve(place);
    ContainerStatus status = fake.status.orElseThrow();
    fake.status = Optional.of(status.toBuilder().setState(ContainerState.CONTAINER_EXITED).build());

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void hasNothingToSayOfAContainerThatIsRemovedBetweenTwoCalls() throws Exception {
    fake.running("c", "u", "web").serve(place);
    fake.status = Optional.empty();

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void hasNothingToSayOfAContainerThatIsNotThere() throws Exception {
    fake.serve(place);

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void recognizesASandbox() throws Exception {
    fake.sandbox("c", "u").serve(place);

    assertThat(ask()).isEqualTo(new Sandbox());
  }

  @Test
  void takesNoOtherSandboxForTheOneAskedFor() throws Exception {
    fake.sandbox("cc", "u").serve(place);

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void passesOnThatAnotherContainerWasNamed() throws Exception {
    fake.running("d", "v", "db").serve(place);

    assertThat(ask()).isEqualTo(answer("d", "v", "v", "db"));
  }

  @Test
  void saysThatTheSandboxIsAnotherOne() throws Exception {
    fake.running("c", "u", "web").sandbox("another", "u").serve(place);

    assertThat(ask()).isEqualTo(answer("c", "u", "", "web"));
  }

  @Test
  void saysThatLabelsAreMissing() throws Exception {
    fake.running("c", "u", "web").serve(place);
    fake.status = Optional.of(fake.status.orElseThrow().toBuilder().clearLabels().build());

    assertThat(ask()).isEqualTo(answer("c", "", "u", ""));
  }

  @Test
  void noticesARuntimeThatComesLater() throws Exception {
    CompletableFuture<RuntimeAnswer> answer = runtime().ask(ID);
    fake.running("c", "u", "web").serve(place);

    assertThat(get(answer)).isEqualTo(WEB);
  }

  @Test
  void noticesARuntimeThatWasStartedAgain() throws Exception {
    fake.running("c", "u", "web").serve(place);
    ContainerRuntime runtime = runtime();
    assertThat(get(runtime.ask(ID))).isEqualTo(WEB);
    fake.close();
    place.clear();
    CompletableFuture<RuntimeAnswer> answer = runtime.ask(ID);

    FakeCri again = new FakeCri().running("c", "u", "db").serve(place);
    open.add(again);

    assertThat(get(answer)).isEqualTo(answer("c", "u", "u", "db"));
  }

  @Test
  void asksARuntimeAgainThatHangs() throws Exception {
    fake.running("c", "u", "web").serve(place);
    fake.hanging = true;
    CompletableFuture<RuntimeAnswer> answer = runtime().ask(ID);
    awaitListings(2);

    fake.hanging = false;

    assertThat(get(answer)).isEqualTo(WEB);
  }

  @Test
  void givesUpOnAServerThatIsNoRuntime() throws Exception {
    BindableService another = () -> ServerServiceDefinition.builder("another.Service").build();
    fake.serve(place, another);

    assertThat(ask()).isEqualTo(new Nothing());
  }

  @Test
  void stopsAskingOnceNobodyWaits() throws Exception {
    fake.hanging = true;
    fake.serve(place);
    CompletableFuture<RuntimeAnswer> answer = runtime(Duration.ofMillis(50)).ask(ID);
    awaitListings(4);
    answer.cancel(false);
    Thread.sleep(200);

    int listings = fake.listings();
    Thread.sleep(600);
    assertThat(fake.listings()).isEqualTo(listings);
  }

  @Test
  void endsQuestionsWhenClosed() throws Exception {
    CriRuntime runtime = place.runtime(Duration.ofMillis(200));
    CompletableFuture<RuntimeAnswer> answer = runtime.ask(ID);
    runtime.close();

    assertThat(get(answer)).isEqualTo(new Nothing());
  }

  @Test
  @EnabledOnOs(value = OS.WINDOWS, disabledReason = "only pipes have owners; ci/wine/test runs it")
  void sendsNothingToAPipeOfAnotherOwner() throws Exception {
    fake.running("c", "u", "web").serve(place);
    CriRuntime runtime =
        CriRuntime.at(
            ((CriPlace.Pipe) place).address(), Set.of("S-1-5-19"), Duration.ofMillis(200));
    open.add(0, runtime);
    CompletableFuture<RuntimeAnswer> answer = runtime.ask(ID);
    while (runtime.failures() < 3) {
      Thread.sleep(5);
    }

    assertThat(answer).isNotDone();
    assertThat(fake.listings()).isZero();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, the usual place is a pipe")
  void asksEveryRuntimeThereIs() throws Exception {
    Path first = ((CriPlace.Socket) place).path();
    CriPlace.Socket second = new CriPlace.Socket(first.resolveSibling("second"));
    fake.serve(place);
    ContainerRuntime runtimes =
        RuntimeSockets.of(List.of(first, first.resolveSibling("none"), second.path()));
    open.add(0, runtimes);
    assertThat(get(runtimes.ask(ID))).isEqualTo(new Nothing());

    open.add(new FakeCri().running("c", "u", "web").serve(second));

    assertThat(get(runtimes.ask(ID))).isEqualTo(WEB);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, the usual place is a pipe")
  void hasNothingToSayWhereThereIsNoRuntime() throws Exception {
    ContainerRuntime none = RuntimeSockets.of(List.of(((CriPlace.Socket) place).path()));

    assertThat(get(none.ask(ID))).isEqualTo(new Nothing());
  }

  private RuntimeAnswer ask() throws Exception {
    return get(runtime().ask(ID));
  }

  private ContainerRuntime runtime() {
    return runtime(Duration.ofMillis(200));
  }

  /** A runtime of which no call fails on a busy machine. */
  private ContainerRuntime patient() {
    return runtime(Duration.ofSeconds(30));
  }

  private ContainerRuntime runtime(Duration callLimit) {
    CriRuntime runtime = place.runtime(callLimit);
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
    return new RuntimeAnswer.Found(new ContainerId(id), pod, sandboxPod, name, "w:1", "w@1");
  }
}
