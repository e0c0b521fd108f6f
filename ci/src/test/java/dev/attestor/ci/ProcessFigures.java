package dev.attestor.ci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The resources of a process at one point in time; proc(5). */
record ProcessFigures(long memoryKib, long threads, long descriptors) {

  static ProcessFigures of(long pid) throws IOException {
    Path folder = Path.of("/proc/" + pid);
    try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
      return new ProcessFigures(status(folder, "VmRSS"), status(folder, "Threads"), open.count());
    }
  }

  private static long status(Path folder, String key) throws IOException {
    return Files.readAllLines(folder.resolve("status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
