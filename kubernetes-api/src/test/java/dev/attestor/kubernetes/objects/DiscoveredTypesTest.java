package dev.attestor.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.testkit.FakeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveredTypesTest {

  private static final ObjectType SECRETS = new ObjectType("secrets", "core");
  private static final ObjectType NEW = new ObjectType("unicorns", "core");

  @TempDir private Path folder;
  private final FakeApiServer server;
  private final AtomicLong clock = new AtomicLong(-7);
  private ApiCalls calls = new ApiCalls(Optional.empty(), Map.of());
  private DiscoveredTypes types = new DiscoveredTypes(calls, clock::get);

  DiscoveredTypesTest() throws IOException {
    server = new FakeApiServer();
  }

  @BeforeEach
  void connect() throws IOException {
    calls = new ApiCalls(Optional.of(server.kubeconfig(folder)), Map.of());
    types = new DiscoveredTypes(calls, clock::get);
  }

  @AfterEach
  void stop() {
    calls.close();
    server.close();
  }

  @Test
  void readsAgainAfterAMinute() {
    assertThat(types.find(SECRETS)).isPresent();
    pass(Duration.ofMinutes(1).minusNanos(1));
    assertThat(types.find(SECRETS)).isPresent();
    assertThat(server.discoveries()).isEqualTo(1);
    pass(Duration.ofNanos(1));
    assertThat(types.find(SECRETS)).isPresent();
    assertThat(server.discoveries()).isEqualTo(2);
  }

  @Test
  void readsAgainForAnUnknownTypeAfterFiveSeconds() {
    assertThat(types.find(NEW)).isEmpty();
    serve(NEW);
    pass(Duration.ofSeconds(5).minusNanos(1));
    assertThat(types.find(NEW)).isEmpty();
    assertThat(server.discoveries()).isEqualTo(1);
    pass(Duration.ofNanos(1));
    assertThat(types.find(NEW)).isPresent();
    assertThat(server.discoveries()).isEqualTo(2);
  }

  @Test
  void noticesThatATypeIsServedInAnotherWay() {
    ApiResource known = types.find(SECRETS).orElseThrow();
    serve(NEW);
    assertThat(types.hasChanged(known)).isFalse();
    pass(Duration.ofSeconds(5));
    assertThat(types.hasChanged(known)).isTrue();
    assertThat(server.discoveries()).isEqualTo(2);
  }

  @Test
  void sharesOneReadAndItsFailureAmongAllWhoWait() throws Exception {
    server.answer("/api", 500, "");
    List<Future<Optional<ApiResource>>> answers = new ArrayList<>();
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      server.hold();
      for (int i = 0; i < 8; i++) {
        answers.add(callers.submit(() -> types.find(SECRETS)));
      }
      server.awaitArrivals(1);
      Thread.sleep(500);
      server.release();
      for (Future<Optional<ApiResource>> answer : answers) {
        assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
            .hasRootCauseMessage("the API server answered 500");
      }
      assertThat(server.arrivals()).isEqualTo(1);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void answersWhatItKnowsWhileTheTypesAreReadAndAfterAFailure() throws Exception {
    assertThat(types.find(SECRETS)).isPresent();
    pass(Duration.ofSeconds(5));
    server.answer("/api", 500, "");
    server.hold();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      Future<Optional<ApiResource>> waiting = caller.submit(() -> types.find(NEW));
      server.awaitArrivals(3);
      assertThat(types.find(SECRETS)).isPresent();
      server.release();
      assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
          .hasRootCauseMessage("the API server answered 500");
      assertThat(types.find(SECRETS)).isPresent();
      assertThatExceptionOfType(ApiServerException.class).isThrownBy(() -> types.find(NEW));
    } finally {
      caller.shutdownNow();
    }
  }

  private void serve(ObjectType type) {
    server.answer(
        "/api",
        200,
        FakeApiServer.discovery("", FakeApiServer.resource(type.plural(), "Unicorn", true)));
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
