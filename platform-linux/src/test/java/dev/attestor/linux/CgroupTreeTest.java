package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerArrivals.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.Watchable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches that never end by themselves, as those of cgroups. */
class CgroupTreeTest {

  private static final long SECOND = 1_000_000_000L;
  private static final String LAST = Layouts.U1;

  @TempDir private Path mount;
  private final Map<Path, Key> keys = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private long now;
  private CgroupTree tree;

  /** A key of a folder, which stays valid until it is cancelled. */
  private static final class Key implements WatchKey {
    private final Path folder;
    private final List<WatchEvent<?>> events = new ArrayList<>();
    private boolean cancelled;

    private Key(Path folder) {
      this.folder = folder;
    }

    @Override
    public boolean isValid() {
      return !cancelled;
    }

    @Override
    public List<WatchEvent<?>> pollEvents() {
      List<WatchEvent<?>> polled = List.copyOf(events);
      events.clear();
      return polled;
    }

    @Override
    public boolean reset() {
      return !cancelled;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public Watchable watchable() {
      return folder;
    }
  }

  private record Event(WatchEvent.Kind<Path> kind, Path context) implements WatchEvent<Path> {
    @Override
    public int count() {
      return 1;
    }
  }

  @BeforeEach
  void watch() throws Exception {
    Files.createDirectory(kubepods());
    tree =
        new CgroupTree(
            mount,
            KubeletRoot.of("/"),
            folder -> {
              Key key = new Key(folder);
              keys.put(folder, key);
              return key;
            },
            new Listener() {
              @Override
              public void pod(PodUid pod) {
                told.add(pod.toString());
              }

              @Override
              public void container(PodUid pod, ContainerId container) {
                told.add(container.toString());
              }
            },
            () -> now);
    tree.watchRoots();
    assertThat(tree.size()).isEqualTo(2);
  }

  private Path kubepods() {
    return mount.resolve("kubepods");
  }

  private Path pod(int number) {
    return kubepods().resolve("podffffffffffffffffffffffff%08x".formatted(number));
  }

  private Key key(Path folder) {
    return Objects.requireNonNull(keys.get(folder), folder::toString);
  }

  private void tell(WatchEvent.Kind<Path> kind, Path folder) {
    Key parent = key(Objects.requireNonNull(folder.getParent()));
    parent.events.add(new Event(kind, folder.getFileName()));
    tree.handle(parent);
  }

  private void make(Path folder) throws IOException {
    Files.createDirectory(folder);
    tell(StandardWatchEventKinds.ENTRY_CREATE, folder);
  }

  private void fill() throws IOException {
    for (int i = 0; tree.size() < CgroupTree.MAX_WATCHES; i++) {
      make(pod(i));
    }
  }

  @Test
  void endWhenTheirFolderGoes() throws Exception {
    for (int i = 0; i < 2 * CgroupTree.MAX_WATCHES; i++) {
      make(pod(i));
      Files.delete(pod(i));
      tell(StandardWatchEventKinds.ENTRY_DELETE, pod(i));
      assertThat(key(pod(i)).isValid()).isFalse();
    }
    assertThat(tree.size()).isEqualTo(2);
  }

  @Test
  void stayWhileOtherFoldersGo() throws Exception {
    make(pod(1));
    Path container = pod(1).resolve(Layouts.C1);
    make(container);
    Files.delete(container);
    tell(StandardWatchEventKinds.ENTRY_DELETE, container);

    assertThat(key(pod(1)).isValid()).isTrue();
    assertThat(tree.size()).isEqualTo(3);
  }

  @Test
  void beginAnewWithAFolderThatIsMadeAgain() throws Exception {
    make(pod(1));
    Key first = key(pod(1));
    Files.delete(pod(1));
    tell(StandardWatchEventKinds.ENTRY_DELETE, pod(1));
    make(pod(1));
    make(pod(1).resolve(Layouts.C1));

    assertThat(key(pod(1))).isNotSameAs(first);
    assertThat(told).hasSize(3).endsWith(Layouts.C1);
  }

  @Test
  void makeRoomAtTheLimitThoughNoEventTellsThatFoldersAreGone() throws Exception {
    fill();
    Files.delete(pod(0));
    Files.delete(pod(1));
    told.clear();
    now += CgroupTree.SWEEP_WHEN_FULL.toNanos();
    Path last = kubepods().resolve("pod" + LAST);
    make(last);
    make(last.resolve(Layouts.C1));

    assertThat(told).containsExactly(LAST, Layouts.C1);
    assertThat(tree.size()).isEqualTo(CgroupTree.MAX_WATCHES - 1);
    assertThat(key(pod(0)).isValid()).isFalse();
  }

  @Test
  void areNotAllLookedAtForEachNewPodBeyondTheLimit() throws Exception {
    fill();
    Files.delete(pod(0));
    make(kubepods().resolve("pod" + LAST));

    assertThat(key(pod(0)).isValid()).isTrue();
    assertThat(tree.size()).isEqualTo(CgroupTree.MAX_WATCHES);
  }

  @Test
  void areAllLookedAtEveryMinute() throws Exception {
    make(pod(0));
    make(pod(1));
    Files.delete(pod(0));
    now += 59 * SECOND;
    tree.refresh();
    assertThat(tree.size()).isEqualTo(4);

    now += SECOND;
    tree.refresh();
    assertThat(tree.size()).isEqualTo(3);
    assertThat(key(pod(0)).isValid()).isFalse();
    assertThat(key(pod(1)).isValid()).isTrue();
  }

  @Test
  void beginAnewWithAFolderWhoseEventsWereLost() throws Exception {
    make(pod(0));
    Key first = key(pod(0));
    // The old one keeps its number until the new one has another.
    Files.move(pod(0), mount.resolve("old"));
    Files.createDirectory(pod(0));
    Files.createDirectory(pod(0).resolve(Layouts.C1));
    now += CgroupTree.SWEEP.toNanos();
    tree.refresh();

    assertThat(first.isValid()).isFalse();
    assertThat(key(pod(0)).isValid()).isTrue();
    assertThat(told).endsWith(Layouts.C1);
  }
}
