package dev.attestor.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetadataReaderTest {

  /** Objects whose labels and owners take almost as much as the client lets through. */
  enum Fat {
    ONE_LONG_LABEL,
    LONG_LABELS,
    MANY_LABELS,
    MANY_OWNERS;

    String metadata() {
      String odd =
          switch (this) {
            case ONE_LONG_LABEL ->
                "\"labels\":{%s}"
                    .formatted(join(1, i -> "\"a\":\"" + "\u00e4".repeat(7 << 20) + "\""));
            case LONG_LABELS ->
                "\"labels\":{%s}"
                    .formatted(join(3_500, i -> "\"" + i + "\":\"" + "v".repeat(4_000) + "\""));
            case MANY_LABELS ->
                "\"labels\":{%s}".formatted(join(1_000_000, i -> "\"" + i + "\":\"\""));
            case MANY_OWNERS ->
                "\"ownerReferences\":[%s]"
                    .formatted(join(300_000, i -> "{\"name\":\"" + i + "\",\"controller\":true}"));
          };
      return "{\"namespace\":\"shop\",\"name\":\"fat\",%s,\"uid\":\"u\"}".formatted(odd);
    }

    private static String join(int count, IntFunction<String> part) {
      return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(","));
    }
  }

  /** What 32 calls of brokers read at once. */
  static final class Reader {

    private Reader() {}

    public static void main(String[] args) throws Exception {
      ExecutorService calls = Executors.newFixedThreadPool(32);
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        answers.add(calls.submit(() -> read(Path.of(args[0]), Path.of(args[1]))));
      }
      for (Future<Boolean> answer : answers) {
        if (!answer.get()) {
          throw new IllegalStateException("the object is not refused");
        }
      }
      calls.shutdownNow();
    }

    private static boolean read(Path object, Path list) throws IOException {
      List<ListedObject> listed = new ArrayList<>();
      try (InputStream body = Files.newInputStream(list)) {
        ListReader.page(body, listed::add);
      }
      try (InputStream body = Files.newInputStream(object)) {
        ObjectMetadata metadata = MetadataReader.object(body);
        return metadata.tooLarge()
            && metadata.labels().isEmpty()
            && metadata.owners().isEmpty()
            && listed.equals(List.of(new ListedObject("shop", "fat", metadata.uid())));
      }
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void reads32ObjectsAtOnceThatAreTooLargeIn64MebibytesOfHeap(Fat kind) throws Exception {
    Path object = folder.resolve("object.json");
    Path list = folder.resolve("list.json");
    String metadata = kind.metadata();
    Files.writeString(object, "{\"metadata\":" + metadata + "}");
    Files.writeString(list, "{\"items\":[{\"metadata\":" + metadata + "}]}");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                object.toString(),
                list.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try {
      assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(Files.readString(folder.resolve("output"), StandardCharsets.UTF_8)).isEmpty();
    assertThat(child.exitValue()).isZero();
  }

  @Test
  void keepsAllLabelsAndOwnersOfAnOrdinaryObject() throws IOException {
    String labels =
        IntStream.range(0, 300)
            .mapToObj(i -> "\"example.org/label-%s\":\"%s\"".formatted(i, "v".repeat(63)))
            .collect(Collectors.joining(","));
    ObjectMetadata object =
        read(
            "{\"metadata\":{\"name\":\"o\",\"labels\":{%s},\"ownerReferences\":[{\"kind\":\"K\",\"name\":\"p\"}]}}"
                .formatted(labels));
    assertThat(object.labels()).hasSize(300);
    assertThat(object.owners()).containsExactly(new ObjectOwner("core", "K", "p", "", false));
    assertThat(object.tooLarge()).isFalse();
  }

  @Test
  void refusesAnAnswerWhoseNameIsCutOff() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("{\"metadata\":{\"name\":\"%s\"}}".formatted("n".repeat(5_000))))
        .withMessage("a string in it is longer than 4096 characters");
  }

  private static ObjectMetadata read(String text) throws IOException {
    return MetadataReader.object(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
