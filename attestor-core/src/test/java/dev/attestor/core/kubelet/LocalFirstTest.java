package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.config.PodsApiSocket;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.spi.LocalPods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kubelet's socket and its port: which is asked when. */
class LocalFirstTest {

  private static final PodList LOCAL = PlainPods.listOf("local");
  private static final PodList PORT = PlainPods.listOf("port");

  private final AtomicLong now = new AtomicLong(1_000);
  private final List<String> asked = new ArrayList<>();
  private Path socket = Path.of("");
  private @Nullable KubeletException localFailure;
  private @Nullable KubeletException portFailure;
  private final List<Duration> limits = new ArrayList<>();
  private long hangs;
  private Runnable meanwhile = () -> {};
  private int opened;
  private boolean closed;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    socket = Files.createFile(folder.resolve("s"));
  }

  @Test
  void asksTheSocketAlone() {
    LocalFirst fetcher = fetcher(false);

    assertThat(fetcher.fetch()).isEqualTo(LOCAL);
    assertThat(fetcher.fetch()).isEqualTo(LOCAL);
    assertThat(asked).containsExactly("local", "local");
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void opensNothingWithoutASocket() throws IOException {
    Files.delete(socket);

    assertThat(fetcher(false).fetch()).isEqualTo(PORT);
    assertThat(opened).isZero();
  }

  @Test
  void takesASocketThatAppears() throws IOException {
    Files.delete(socket);
    LocalFirst fetcher = fetcher(false);
    fetcher.fetch();
    Files.createFile(socket);

    assertThat(fetcher.fetch()).isEqualTo(LOCAL);
  }

  @Test
  void asksThePortWithinTheSameRequestIfTheSocketFails() {
    LocalFirst fetcher = fetcher(false);
    fetcher.fetch();
    localFailure = new KubeletException(Kind.UNREACHABLE, "refused");

    assertThat(fetcher.fetch()).isEqualTo(PORT);
    assertThat(asked).containsExactly("local", "local", "port");
  }

  @ParameterizedTest
  @ValueSource(classes = {UnsupportedOperationException.class, NoClassDefFoundError.class})
  void asksThePortIfTheSocketCannotBeOpened(Class<? extends Throwable> failure) {
    LocalFirst fetcher =
        fetcher(
            false,
            (path, listener) -> {
              if (failure == NoClassDefFoundError.class) {
                throw new NoClassDefFoundError("no epoll");
              }
              throw new UnsupportedOperationException("no epoll");
            });

    assertThat(fetcher.fetch()).isEqualTo(PORT);
    portFailure = new KubeletException(Kind.CREDENTIALS, "there is no token");
    assertThatThrownBy(fetcher::fetch)
        .isInstanceOf(KubeletException.class)
        .hasMessageContaining("no epoll")
        .hasMessageEndingWith("there is no token");
  }

  @Test
  void asksThePortIfTheSocketIsGone() throws IOException {
    LocalFirst fetcher = fetcher(false);
    fetcher.fetch();
    Files.delete(socket);

    assertThat(fetcher.fetch()).isEqualTo(PORT);
  }

  @Test
  void triesTheSocketAgainAfterGrowingPauses() {
    LocalFirst fetcher = fetcher(false);
    localFailure = new KubeletException(Kind.TIMEOUT, "late");
    for (long pause : new long[] {1, 2, 4, 8, 16, 30, 30}) {
      fetcher.fetch();
      asked.clear();
      now.addAndGet(Duration.ofSeconds(pause).toNanos() - 1);
      fetcher.fetch();
      assertThat(asked).containsExactly("port");
      now.addAndGet(1);
    }
  }

  @Test
  void givesBackToTheSocketOnceItAnswers() {
    LocalFirst fetcher = fetcher(false);
    localFailure = new KubeletException(Kind.UNEXPECTED_STATUS, "Kubelet is initializing");
    fetcher.fetch();
    localFailure = null;
    now.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(fetcher.fetch()).isEqualTo(LOCAL);
    assertThat(fetcher.fetch()).isEqualTo(LOCAL);
  }

  @Test
  void keepsThePauseWhileTheSocketFlaps() {
    LocalFirst fetcher = fetcher(false);
    KubeletException late = new KubeletException(Kind.TIMEOUT, "late");
    for (long pause : new long[] {1, 2, 4}) {
      localFailure = late;
      fetcher.fetch();
      now.addAndGet(Duration.ofSeconds(pause).toNanos() - 1);
      asked.clear();
      localFailure = null;
      assertThat(fetcher.fetch()).isEqualTo(PORT);
      now.addAndGet(1);
      assertThat(fetcher.fetch()).isEqualTo(LOCAL);
    }
    now.addAndGet(Duration.ofSeconds(4).toNanos());
    localFailure = late;
    fetcher.fetch();
    localFailure = null;
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(fetcher.fetch()).isEqualTo(LOCAL);
  }

  @Test
  void waitsForTheSocketBrieflyOnlyWhileThePortAnswers() {
    LocalFirst fetcher = fetcher(false);
    localFailure = new KubeletException(Kind.TIMEOUT, "late");
    fetcher.fetch();
    now.addAndGet(LocalFirst.LONGEST_PAUSE.toNanos());
    portFailure = new KubeletException(Kind.CREDENTIALS, "there is no token");
    assertThatThrownBy(fetcher::fetch).isInstanceOf(KubeletException.class);
    now.addAndGet(LocalFirst.LONGEST_PAUSE.toNanos());
    assertThatThrownBy(fetcher::fetch).isInstanceOf(KubeletException.class);

    assertThat(limits).containsExactly(LocalPods.LIMIT, LocalFirst.SHORT_LIMIT, LocalPods.LIMIT);
  }

  @Test
  void triesTheSocketEachTimeWhileThePortDoesNotAnswerEither() {
    LocalFirst fetcher = fetcher(false);
    fetcher.fetch();
    now.addAndGet(LocalFirst.LONGEST_PAUSE.toNanos());
    localFailure = new KubeletException(Kind.UNREACHABLE, "refused");
    portFailure = new KubeletException(Kind.CREDENTIALS, "there is no token");
    for (int i = 0; i < 20; i++) {
      asked.clear();
      assertThatThrownBy(fetcher::fetch).isInstanceOf(KubeletException.class);
      assertThat(asked).containsExactly("local", "port");
      now.addAndGet(Absence.PAUSE.toNanos());
    }

    portFailure = null;
    assertThat(fetcher.fetch()).isEqualTo(PORT);
    localFailure = null;
    now.addAndGet(LocalFirst.SHORTEST_PAUSE.toNanos() - 1);
    assertThat(fetcher.fetch()).isEqualTo(PORT);
    now.addAndGet(1);
    assertThat(fetcher.fetch()).isEqualTo(LOCAL);
  }

  @Test
  void waitsLongForASocketThatHangsOnlyOnceInAPause() {
    LocalFirst fetcher = fetcher(false);
    localFailure = new KubeletException(Kind.TIMEOUT, "late");
    portFailure = new KubeletException(Kind.CREDENTIALS, "there is no token");
    hangs = LocalFirst.SHORTEST_PAUSE.multipliedBy(2).toNanos();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(fetcher::fetch).isInstanceOf(KubeletException.class);
    }
    now.addAndGet(LocalFirst.SHORTEST_PAUSE.toNanos());
    assertThatThrownBy(fetcher::fetch).isInstanceOf(KubeletException.class);

    assertThat(limits)
        .containsExactly(
            LocalPods.LIMIT, LocalFirst.SHORT_LIMIT, LocalFirst.SHORT_LIMIT, LocalPods.LIMIT);
  }

  @Test
  void countsAListFromTheRequestThatAnswered() {
    LocalFirst fetcher = fetcher(false);
    long asked = now.get();
    fetcher.fetch();
    assertThat(fetcher.beganAt(asked)).isEqualTo(asked);

    hangs = LocalPods.LIMIT.toNanos();
    localFailure = new KubeletException(Kind.TIMEOUT, "late");
    fetcher.fetch();

    assertThat(fetcher.beganAt(asked)).isEqualTo(asked + hangs);
  }

  @Test
  void hopesForASocketThatWasThere() throws IOException {
    LocalFirst fetcher = fetcher(false);
    Files.delete(socket);
    portFailure = new KubeletException(Kind.CREDENTIALS, "there is no token");

    assertThatThrownBy(fetcher::fetch)
        .isInstanceOfSatisfying(
            KubeletException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessageContaining("is gone");
  }

  @Test
  void saysWhyBothFailed() {
    localFailure = new KubeletException(Kind.UNREACHABLE, "the socket is stale");
    portFailure = new KubeletException(Kind.CREDENTIALS, "there is no token");

    assertThatThrownBy(() -> fetcher(true).fetch())
        .isInstanceOfSatisfying(
            KubeletException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessage("the socket is stale; and on its port: there is no token");
  }

  @Test
  void triesASocketThatIsConfiguredEvenIfItIsNotThere() throws IOException {
    Files.delete(socket);
    localFailure = new KubeletException(Kind.UNREACHABLE, "it is not there");
    portFailure = new KubeletException(Kind.CREDENTIALS, "there is no token");

    assertThatThrownBy(() -> fetcher(true).fetch()).hasMessageStartingWith("it is not there");
  }

  @Test
  void closesTheSocketAndOpensItNeverAgain() {
    LocalFirst fetcher = fetcher(false);
    fetcher.fetch();
    fetcher.close();

    assertThat(closed).isTrue();
    portFailure = new KubeletException(Kind.CLOSED, "closed");
    assertThatThrownBy(fetcher::fetch).isInstanceOf(KubeletException.class);
  }

  @Test
  void doesNotBlameTheSocketForARequestThatItsOwnEndCuts() {
    LocalFirst fetcher = fetcher(false);
    meanwhile = fetcher::close;
    localFailure = new KubeletException(Kind.UNREACHABLE, "cut");

    assertThatThrownBy(fetcher::fetch)
        .isInstanceOfSatisfying(
            KubeletException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    assertThat(asked).containsExactly("local");
  }

  private LocalFirst fetcher(boolean isRequired) {
    LocalPods.Opener opener =
        (path, listener) -> {
          opened++;
          return new Local();
        };
    return fetcher(isRequired, opener);
  }

  private LocalFirst fetcher(boolean isRequired, LocalPods.Opener opener) {
    return new LocalFirst(
        new PodsApiSocket(socket, isRequired),
        opener,
        () -> answer("port", portFailure, PORT),
        now::get);
  }

  private PodList answer(String who, @Nullable KubeletException failure, PodList list) {
    asked.add(who);
    if (failure != null) {
      throw failure;
    }
    return list;
  }

  private final class Local implements LocalPods {
    @Override
    public PodList list(Duration limit) {
      limits.add(limit);
      meanwhile.run();
      now.addAndGet(hangs);
      return answer("local", localFailure, LOCAL);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
