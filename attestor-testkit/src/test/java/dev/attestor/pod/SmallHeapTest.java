package dev.attestor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.testkit.RecordedPods;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallHeapTest {

  /** What an agent does with every answer of the kubelet: the new list replaces the one before. */
  static final class Reader {
    public static void main(String[] args) throws IOException {
      Deque<PodIndex> lists = new ArrayDeque<>();
      for (int round = 0; round < 20; round++) {
        try (InputStream body = Files.newInputStream(Path.of(args[0]))) {
          lists.addLast(new PodIndex(round, PodListReader.read(body)));
        }
        if (lists.size() > 2) {
          lists.removeFirst();
        }
      }
      if (lists.getLast().size() != 1000) {
        throw new IllegalStateException("expected 1000 pods, found " + lists.getLast().size());
      }
    }
  }

  @Test
  void readsAThousandPodsIn64MebibytesOfHeap(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path list = Files.write(folder.resolve("pods.json"), RecordedPods.generate(1000));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                list.toString())
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
