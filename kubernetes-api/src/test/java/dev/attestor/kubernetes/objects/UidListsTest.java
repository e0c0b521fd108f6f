package dev.attestor.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UidListsTest {

  private static final ApiResource SECRETS =
      new ApiResource(
          new ObjectType("secrets", "core"), "v1", "Secret", true, Set.of("get", "list"));
  private static final String LIST = "/api/v1/secrets?limit=";

  @TempDir private Path folder;
  private final FakeApiServer server;
  private final AtomicLong clock = new AtomicLong();
  private ApiCalls calls = new ApiCalls(Optional.empty(), Map.of());

  UidListsTest() throws IOException {
    server = new FakeApiServer();
  }

  @BeforeEach
  void connect() throws IOException {
    calls = new ApiCalls(Optional.of(server.kubeconfig(folder)), Map.of());
  }

  @AfterEach
  void stop() {
    calls.close();
    server.close();
  }

  @Test
  void sharesListsAmongThoseWhoAskAtTheSameTime() throws Exception {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      items.append(i == 0 ? "" : ",").append(item("name-" + i, "uid-" + i));
    }
    server.answer(LIST + 250, 200, list("", items.toString()));
    UidLists lists = lists(Duration.ZERO, clock::get);
    ExecutorService callers = Executors.newFixedThreadPool(40);
    try {
      List<Callable<Optional<ObjectKey>>> questions = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String uid = "uid-" + i;
        questions.add(() -> lists.find(SECRETS, uid));
      }
      List<Future<Optional<ObjectKey>>> answers = callers.invokeAll(questions);
      for (int i = 0; i < 40; i++) {
        assertThat(answers.get(i).get()).contains(new ObjectKey("shop", "name-" + i));
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(server.requests()).hasSizeLessThan(20);
  }

  @Test
  void remembersWhatIsMissingForAWhileAndWhatWasFoundUntilItIsForgotten() {
    server.answer(LIST + 250, 200, list("", item("a", "found")));
    UidLists lists = lists(Duration.ZERO, clock::get);
    assertThat(lists.find(SECRETS, "found")).contains(new ObjectKey("shop", "a"));
    assertThat(lists.find(SECRETS, "missing")).isEmpty();
    assertThat(lists.find(SECRETS, "found")).isPresent();
    assertThat(lists.find(SECRETS, "missing")).isEmpty();
    assertThat(server.requests()).hasSize(2);

    clock.addAndGet(5_000_000_000L);
    assertThat(lists.find(SECRETS, "missing")).isEmpty();
    lists.forget(SECRETS, "found");
    assertThat(lists.find(SECRETS, "found")).isPresent();
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void leavesTheApiServerAPauseBetweenLists() {
    server.answer(LIST + 250, 200, list("", ""));
    UidLists lists = lists(Duration.ofMillis(200), System::nanoTime);
    long began = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      assertThat(lists.find(SECRETS, "missing-" + i)).isEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(600));
  }

  @Test
  void asksForSmallerPagesIfObjectsAreLarge() {
    server.answer(LIST + 250, 200, list("", large(17 << 20)));
    server.answer(LIST + 50, 200, list("second", item("a", "u-a")));
    server.answer(LIST + "50&continue=second", 200, list("", item("b", "u-b")));
    UidLists lists = lists(Duration.ZERO, clock::get);
    assertThat(lists.find(SECRETS, "u-b")).contains(new ObjectKey("shop", "b"));
    assertThat(server.requests())
        .containsExactly(
            "GET " + LIST + "250", "GET " + LIST + "50", "GET " + LIST + "50&continue=second");
  }

  @Test
  void failsForAllWhoSharedAListThatFailed() {
    server.answer(LIST + 250, 500, "");
    UidLists lists = lists(Duration.ZERO, clock::get);
    assertThatExceptionOfType(ApiServerException.class)
        .isThrownBy(() -> lists.find(SECRETS, "u"))
        .withMessage("the API server answered 500")
        .matches(ApiServerException::mayPass);
    server.answer(LIST + 250, 410, "");
    assertThatExceptionOfType(ApiServerException.class)
        .isThrownBy(() -> lists.find(SECRETS, "u"))
        .matches(ApiServerException::mayPass);
  }

  @Test
  void remembersNothingOfATypeThatIsServedInAnotherVersion() {
    server.answer(
        "/api", 200, FakeApiServer.discovery("", FakeApiServer.resource("pods", "Pod", true)));
    refusesTwice("the API server serves \"secrets.core\" no longer as \"v1\"; ask again");
  }

  @Test
  void remembersNothingOfATypeWithoutAList() {
    refusesTwice(
        "the API server has no list of \"secrets.core\", although it serves them as \"v1\"; ask again");
  }

  private void refusesTwice(String message) {
    UidLists lists = lists(Duration.ZERO, clock::get);
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ApiServerException.class)
          .isThrownBy(() -> lists.find(SECRETS, "u"))
          .withMessage(message)
          .matches(ApiServerException::mayPass);
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void passesOverObjectsThatNoUrlCanName() {
    server.answer(LIST + 250, 200, list("", item("a/b", "odd") + ",{}," + item("c", "u-c")));
    UidLists lists = lists(Duration.ZERO, clock::get);
    assertThat(lists.find(SECRETS, "odd")).isEmpty();
    assertThat(lists.find(SECRETS, "u-c")).isPresent();
  }

  private UidLists lists(Duration pause, LongSupplier time) {
    return new UidLists(calls, new DiscoveredTypes(calls, time), pause, time);
  }

  private static String list(String next, String items) {
    return "{\"kind\":\"PartialObjectMetadataList\",\"metadata\":{\"continue\":\"%s\"},\"items\":[%s]}"
        .formatted(next, items);
  }

  private static String item(String name, String uid) {
    return "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"%s\",\"uid\":\"%s\"}}"
        .formatted(name, uid);
  }

  private static String large(int bytes) {
    return "{\"metadata\":{\"annotations\":{\"a\":\"%s\"}}}".formatted("x".repeat(bytes));
  }
}
