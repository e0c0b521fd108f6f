package dev.attestor.core.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.testkit.RecordedPods;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmallHeapTest {

  /**
   * What an agent does with every answer of the kubelet while a reload goes on: the old and the new
   * configuration have a list each, and each is about to have another one in its place.
   */
  static final class Reader {
    private static final Deque<PodIndex> LISTS = new ArrayDeque<>();

    private Reader() {}

    public static void main(String[] args) throws IOException {
      for (int round = 0; round < Integer.parseInt(args[1]); round++) {
        try (InputStream body = Files.newInputStream(Path.of(args[0]))) {
          PodList list = PodListReader.read(body);
          LISTS.addLast(new PodIndex(round, list));
          askForAll(LISTS.getLast(), list);
        }
        if (LISTS.size() > 3) {
          LISTS.removeFirst();
        }
      }
      if (LISTS.getLast().size() < Integer.parseInt(args[2])) {
        throw new IllegalStateException("found " + LISTS.getLast().size() + " pods");
      }
    }

    /** Builds and keeps the selectors of each pod and container. */
    private static void askForAll(PodIndex index, PodList list) {
      for (Pod pod : list.pods()) {
        index.pod(pod.uid()).orElseThrow().selectors();
        for (Container container : pod.containers()) {
          if (container.id() != null) {
            index.container(pod.uid(), container.id()).orElseThrow().selectors();
          }
        }
      }
    }
  }

  @TempDir private Path folder;

  @Test
  void readsAThousandPodsIn64MebibytesOfHeap() throws Exception {
    Files.write(list(), RecordedPods.generate(1000));
    read(20, 1000);
  }

  @ParameterizedTest
  @EnumSource
  void reads40HostilePodsOfAKindIn64MebibytesOfHeap(FatPods kind) throws Exception {
    write(40, kind::json);
    read(3, 1);
  }

  @Test
  void reads60LargePodsThatFitBarelyIn64MebibytesOfHeap() throws Exception {
    write(60, SmallHeapTest::large);
    read(6, LARGE_THAT_FIT);
  }

  /** At least this number of the pods below fit into a list, besides a small one. */
  private static final int LARGE_THAT_FIT = 10;

  /** Just within the limit of one pod: containers add most to the size of the text. */
  private static String large(int number) {
    StringBuilder statuses = new StringBuilder();
    for (int i = 0; i < 160; i++) {
      statuses
          .append(i == 0 ? "" : ",")
          .append(
              ("{\"name\": \"step-%s\", \"image\": \"registry.example/%s\", \"imageID\":"
                      + " \"registry.example/%s@sha256:%s\", \"containerID\": \"containerd://%s-%s\"}")
                  .formatted(i, i, i, "0".repeat(64), number, i));
    }
    return "{\"metadata\": {\"name\": \"p\", \"uid\": \"large-%s\"}, \"status\": {\"containerStatuses\": [%s]}}"
        .formatted(number, statuses);
  }

  private Path list() {
    return folder.resolve("pods.json");
  }

  /**
   * Writes a list of pods and a small one, pod by pod, as all of them may not fit into this heap.
   */
  private void write(int count, IntFunction<String> pod) throws IOException {
    try (Writer out = Files.newBufferedWriter(list())) {
      out.write("{\"items\": [{\"metadata\": {\"uid\": \"web\"}}");
      for (int i = 0; i < count; i++) {
        out.write(',');
        out.write(pod.apply(i));
      }
      out.write("]}");
    }
  }

  private void read(int rounds, int expected) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Xmn6m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                list().toString(),
                String.valueOf(rounds),
                String.valueOf(expected))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }

    assertThat(Files.readString(folder.resolve("output"), StandardCharsets.UTF_8)).isEmpty();
    assertThat(child.exitValue()).isZero();
  }
}
