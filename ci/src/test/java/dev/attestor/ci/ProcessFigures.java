package dev.attestor.ci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The resources of a process at one point in time; proc(5).
 *
 * @param threads by name, without those that come with work and go after it, such as the workers of
 *     HTTP clients; a client that is left behind is still there with its selector
 */
record ProcessFigures(long memoryKib, List<String> threads, long descriptors) {

  private static final Pattern PASSING =
      Pattern.compile("HttpClient-\\d+-W.*|Keep-Alive-Time.*|process reaper|C[12] CompilerThre.*");

  static ProcessFigures of(long pid) throws IOException {
    Path folder = Path.of("/proc/" + pid);
    try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
      return new ProcessFigures(memory(folder), threads(folder), open.count());
    }
  }

  private static List<String> threads(Path folder) throws IOException {
    try (Stream<Path> threads = Files.list(folder.resolve("task"))) {
      return threads
          .flatMap(ProcessFigures::name)
          .filter(name -> !PASSING.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  /** Empty if the thread has ended meanwhile. */
  private static Stream<String> name(Path thread) {
    try {
      return Stream.of(Files.readString(thread.resolve("comm")).strip());
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static long memory(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
