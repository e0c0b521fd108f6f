package dev.attestor.linux;

import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.Evidence;
import dev.attestor.procfs.MalformedTextException;
import dev.attestor.procfs.ProcText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Shows the lines of a cgroup file, each with what the rules take from it. Decides nothing. */
final class CgroupWords {

  private static final int MAX_SHOWN = 4096;

  private CgroupWords() {}

  /** Tells of each line. What is wrong with the file as a whole is left to the locator. */
  static void tell(ProcText text, int pid, CgroupRules rules, Consumer<Evidence> seen) {
    String file = "/proc/%s/cgroup".formatted(pid);
    try {
      // With cgroup v1, about a dozen lines usually have the same path.
      Map<String, List<String>> byPath = new LinkedHashMap<>();
      for (String line : text.lines()) {
        byPath.computeIfAbsent(path(line), path -> new ArrayList<>()).add(line);
      }
      byPath.forEach(
          (path, lines) -> seen.accept(new Evidence(file, quote(lines), taken(path, rules))));
    } catch (MalformedTextException e) {
      seen.accept(
          new Evidence(
              file, ProcText.quote(text.characters(), MAX_SHOWN), "nothing: " + e.getMessage()));
    }
  }

  /** The path of a line; the whole line if it has none. */
  private static String path(String line) {
    try {
      return CgroupLine.parse(line).livePath();
    } catch (MalformedTextException e) {
      return line;
    }
  }

  private static String quote(List<String> lines) {
    String first = ProcText.quote(lines.get(0), MAX_SHOWN);
    return lines.size() == 1
        ? first
        : "%s, and %s more lines with this path".formatted(first, lines.size() - 1);
  }

  private static String taken(String path, CgroupRules rules) {
    if (!path.startsWith("/")) {
      return "nothing: it is no line of a cgroup file";
    }
    try {
      return words(rules.locate(CgroupPath.parse(path)));
    } catch (CgroupNameException e) {
      return "nothing: " + e.getMessage();
    }
  }

  private static String words(Location location) {
    if (location instanceof Location.InPod in) {
      return "pod %s, container %s".formatted(in.pod(), in.container());
    }
    return location instanceof Location.InContainer in
        ? "container %s".formatted(in.container())
        : "no container of a pod";
  }
}
