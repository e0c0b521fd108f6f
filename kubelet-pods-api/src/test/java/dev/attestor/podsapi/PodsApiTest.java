package dev.attestor.podsapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodBuilder;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.spi.LocalPods;
import dev.attestor.local.LocalTransport;
import io.grpc.Status;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodsApiTest {

  private static final long PATIENCE = 20;

  private final FakeKubelet kubelet = new FakeKubelet();
  private final BlockingQueue<Pod> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<PodUid> removed = new LinkedBlockingQueue<>();
  private final AtomicLong now = new AtomicLong();
  private Path folder = Path.of("");
  private Path socket = Path.of("");
  private PodsApi api = PodsApi.at(socket, (pod, bytes) -> {});

  @BeforeEach
  void prepare() throws IOException {
    // JUnit's folder may have a name that is too long for a socket.
    folder = Files.createTempDirectory(Path.of("/tmp"), "pods");
    socket = folder.resolve("s");
    api = open(user(), Duration.ofSeconds(PATIENCE));
  }

  private PodsApi open(int user, Duration limit) {
    api.close();
    LocalPods.Listener listener =
        new LocalPods.Listener() {
          @Override
          public void changed(Pod pod, long bytes) {
            told.add(pod);
          }

          @Override
          public void removed(PodUid pod) {
            removed.add(pod);
          }
        };
    api = PodsApi.of(socket, listener, user, limit, now::get);
    return api;
  }

  private int user() throws IOException {
    return (int) Files.getAttribute(folder, "unix:uid");
  }

  @AfterEach
  void cleanUp() throws IOException {
    api.close();
    kubelet.close();
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  @Test
  void listsThePodsByItsFirstWatch() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a", "id1"));

    assertThat(uids(api.list().pods())).containsExactly("u1");
    assertThat(kubelet.watches).hasValue(1);
    assertThat(kubelet.lists).hasValue(0);
  }

  @Test
  void tellsOfChangesAndNotOfWhatWasThereBefore() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();

    kubelet.tell(FakeKubelet.MODIFIED, PodBytes.pod("u1", "a", "id1"));
    kubelet.tell(FakeKubelet.ADDED, PodBytes.pod("u2", "a", "id2"));

    assertThat(uids(List.of(next(), next()))).containsExactly("u1", "u2");
    assertThat(told).isEmpty();
  }

  @Test
  void hasLabelsThatChangedWithoutAnEvent() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "old"));
    api.list();
    kubelet.has("u1", PodBytes.pod("u1", "new"));

    assertThat(api.list().pods())
        .singleElement()
        .satisfies(pod -> assertThat(pod.labels()).containsEntry("app", "new"));
    assertThat(kubelet.lists).hasValue(1);
    assertThat(kubelet.watches).hasValue(1);
  }

  @Test
  void readsAFirstEventThatArrivesBeforeTheStartReturns() throws Exception {
    CompletableFuture<PodList> synced = new CompletableFuture<>();

    PodWatch.begin(
        new EagerCall(
            new Messages.Event(Messages.Kind.POD, pod("u1", "old")),
            new Messages.Event(Messages.Kind.POD, pod("u2", "other")),
            new Messages.Event(Messages.Kind.POD, pod("u1", "new")),
            new Messages.Event(Messages.Kind.SYNCED, null)),
        (pod, bytes) -> told.add(pod),
        () -> true,
        synced);

    // A pod that is told twice is the last one.
    assertThat(synced.get(0, TimeUnit.SECONDS).pods())
        .extracting(pod -> pod.uid().value() + " " + pod.labels().get("app"))
        .containsExactly("u2 other", "u1 new");
    assertThat(told).isEmpty();
  }

  private static PodBuilder pod(String uid, String label) throws IOException {
    byte[] bytes = PodBytes.pod(uid, label).toByteArray();
    return PodMessage.read(CodedInputStream.newInstance(bytes), bytes.length);
  }

  @Test
  void keepsNoListInAWatch() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    WeakReference<PodList> list = new WeakReference<>(api.list());

    for (int i = 0; i < 1000 && list.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }

    assertThat(list.get()).isNull();
    kubelet.tell(FakeKubelet.MODIFIED, PodBytes.pod("u1", "b"));
    assertThat(next().labels()).containsEntry("app", "b");
  }

  @Test
  void hasOneLimitForBothSteps() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();
    kubelet.listFailure = Status.RESOURCE_EXHAUSTED;
    kubelet.hanging = true;
    long began = System.nanoTime();

    assertFails(() -> api.list(Duration.ofMillis(500)), Kind.TIMEOUT, "DEADLINE_EXCEEDED");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void keepsAPodThatIsToldAsDeletedWhileItIsListed() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();

    kubelet.tell(FakeKubelet.DELETED, PodBytes.pod("u1", "a"));
    kubelet.tell(FakeKubelet.MODIFIED, PodBytes.pod("u2", "a"));

    assertThat(next().uid().value()).isEqualTo("u2");
    assertThat(removed).containsExactly(new PodUid("u1"));
    assertThat(uids(api.list().pods())).containsExactly("u1");
  }

  @Test
  void takesARepeatedAddedForAChange() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();

    kubelet.tell(FakeKubelet.ADDED, PodBytes.pod("u1", "a", "id1"));
    kubelet.tell(FakeKubelet.ADDED, PodBytes.pod("u1", "a", "id2"));

    assertThat(next().containers().get(0).id()).hasToString("id1");
    assertThat(next().containers().get(0).id()).hasToString("id2");
  }

  @Test
  void watchesAgainAfterItWasDropped() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();
    kubelet.dropWatchers();
    awaitLists(2);

    kubelet.tell(FakeKubelet.MODIFIED, PodBytes.pod("u1", "a", "id1"));

    assertThat(next().uid().value()).isEqualTo("u1");
  }

  private void awaitLists(int watches) throws InterruptedException {
    // The end of a watch arrives some time after it was sent.
    for (int i = 0; i < 1000 && kubelet.watches.get() < watches; i++) {
      assertThat(uids(api.list().pods())).containsExactly("u1");
      Thread.sleep(10);
    }
    assertThat(kubelet.watches).hasValue(watches);
  }

  @Test
  void listsByAWatchIfOtherClientsUseUpAllRequests() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();
    kubelet.listFailure = Status.RESOURCE_EXHAUSTED;

    assertThat(uids(api.list().pods())).containsExactly("u1");
    assertThat(kubelet.watches).hasValue(2);
    kubelet.tell(FakeKubelet.MODIFIED, PodBytes.pod("u1", "b"));
    assertThat(next().labels()).containsEntry("app", "b");
  }

  @Test
  void readsListsOfMoreThanFourMebibytes() throws Exception {
    fill(5);
    api.list();

    assertThat(api.list().pods()).hasSize(5);
    assertThat(kubelet.watches).hasValue(1);
  }

  @Test
  void listsByAWatchIfTheListIsLongerThanAMessage() throws Exception {
    fill(9);
    api.list();

    assertThat(api.list().pods()).hasSize(9);
    assertThat(kubelet.watches).hasValue(2);
  }

  /** Pods of one MiB, nearly all of which no selector needs. */
  private void fill(int pods) throws IOException {
    serve();
    for (int i = 0; i < pods; i++) {
      kubelet.has("u" + i, PodBytes.pod("u" + i, "a").bytes(99, new byte[1 << 20]));
    }
  }

  @Test
  void survivesARestartOfTheKubelet() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();

    kubelet.stop();
    Files.deleteIfExists(socket);
    assertFails(() -> api.list(), Kind.UNREACHABLE, "cannot be looked at");

    Files.createFile(socket);
    assertFails(() -> api.list(), Kind.UNREACHABLE, "UNAVAILABLE");

    Files.delete(socket);
    kubelet.failure = Status.FAILED_PRECONDITION.withDescription("Kubelet is initializing");
    serve();
    assertFails(() -> api.list(), Kind.UNEXPECTED_STATUS, "Kubelet is initializing");

    kubelet.failure = Status.OK;
    assertThat(uids(api.list().pods())).containsExactly("u1");
    kubelet.tell(FakeKubelet.MODIFIED, PodBytes.pod("u1", "a", "id1"));
    assertThat(next().uid().value()).isEqualTo("u1");
  }

  @ParameterizedTest
  @CsvSource({
    "UNIMPLEMENTED, UNEXPECTED_STATUS",
    "PERMISSION_DENIED, FORBIDDEN",
    "UNAUTHENTICATED, UNAUTHENTICATED",
    "RESOURCE_EXHAUSTED, UNEXPECTED_STATUS"
  })
  void saysHowTheKubeletFails(Status.Code code, Kind kind) throws Exception {
    serve().failure = Status.fromCode(code).withDescription("for a reason");

    assertFails(() -> api.list(), kind, code + ": for a reason");
  }

  @Test
  void doesNotWaitForeverForAKubeletThatHangs() throws Exception {
    serve().hanging = true;
    open(user(), Duration.ofMillis(100));

    assertFails(() -> api.list(), Kind.TIMEOUT, "no list within");
  }

  @Test
  void refusesWhatIsNoAnswerOfThisApi() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();
    kubelet.pods.put("u1", new byte[0]);
    kubelet.tell(1, PodBytes.pod("u1", "a"));
    next();

    assertThat(api.list().nameless()).hasSize(1);
  }

  @Test
  void sendsNothingToAServerOfAnotherUser() throws Exception {
    serve();
    SocketOwner owner = new SocketOwner(user() + 1);
    try (PodsCalls calls = new PodsCalls(socket, user() + 1)) {
      assertThatThrownBy(() -> calls.list(Duration.ofSeconds(PATIENCE)))
          .hasRootCauseMessage(
              "user %s listens on the socket, expected user %s".formatted(user(), user() + 1));
    }
    assertThat(kubelet.lists).hasValue(0);
    assertFails(() -> owner.require(socket), Kind.FORBIDDEN, "belongs to user");
  }

  @Test
  void needsNativeSocketsAndLeavesNothingOpenWithoutThem() throws Exception {
    LocalTransport transport = LocalTransport.jdkSockets("attestor-pods-test");

    assertFails(
        () -> new PodsCalls(transport, socket, user()), Kind.UNREACHABLE, "needs native sockets: ");
    assertThat(transport.thread().awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesAFolderToWhichOthersMayWrite() throws Exception {
    serve();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));

    assertFails(() -> api.list(), Kind.FORBIDDEN, "may be written to by others");
  }

  @Test
  void endsAWatchThatNobodyNeeds() throws Exception {
    serve().has("u1", PodBytes.pod("u1", "a"));
    api.list();
    now.addAndGet(Duration.ofMinutes(1).toNanos());

    kubelet.tell(FakeKubelet.MODIFIED, PodBytes.pod("u1", "b"));

    assertThat(kubelet.left.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    assertThat(told).isEmpty();
    api.list();
    assertThat(kubelet.watches).hasValue(2);
  }

  private FakeKubelet serve() throws IOException {
    return kubelet.serve(socket);
  }

  private Pod next() throws InterruptedException {
    Pod pod = told.poll(PATIENCE, TimeUnit.SECONDS);
    assertThat(pod).isNotNull();
    return java.util.Objects.requireNonNull(pod);
  }

  private static List<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.uid().value()).toList();
  }

  private static void assertFails(ThrowingCallable call, Kind kind, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(KubeletException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }
}
