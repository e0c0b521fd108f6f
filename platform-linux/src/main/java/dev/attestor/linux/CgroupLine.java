package dev.attestor.linux;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.procfs.MalformedTextException;
import dev.attestor.procfs.ProcText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A line of {@code /proc/<pid>/cgroup}, {@code hierarchy-ID:controllers:path}; see cgroups(7).
 *
 * @param hierarchy 0 for cgroup v2
 * @param path starts with a slash; may contain any bytes except the line feed, including colons and
 *     whitespace
 */
record CgroupLine(long hierarchy, String path) {

  // The kernel appends this to the path of a removed v2 cgroup.
  private static final String DELETED = " (deleted)";

  /**
   * Parses the lines of a whole file.
   *
   * @throws MalformedTextException if it does not have the kernel's format
   */
  static List<CgroupLine> parse(ProcText text) throws MalformedTextException {
    List<CgroupLine> lines = new ArrayList<>();
    for (String line : text.lines()) {
      lines.add(parse(line));
    }
    return lines;
  }

  /** Parses one line, without its line feed. */
  static CgroupLine parse(String line) throws MalformedTextException {
    int first = line.indexOf(':');
    int second = line.indexOf(':', first + 1);
    OptionalLong hierarchy =
        first < 0 ? OptionalLong.empty() : ProcText.number(line.substring(0, first));
    boolean controllers = second > first + 1;
    if (second < 0
        || hierarchy.isEmpty()
        || controllers == (hierarchy.getAsLong() == 0)
        || !line.startsWith("/", second + 1)) {
      throw new MalformedTextException(
          "it has the line %s, expected \"<id>:<controllers>:/<path>\", or \"0::/<path>\""
              .formatted(ProcText.quote(line)));
    }
    return new CgroupLine(hierarchy.getAsLong(), line.substring(second + 1));
  }

  /** The path without the suffix that the kernel adds to removed cgroups. */
  String livePath() {
    return hierarchy == 0 && path.endsWith(DELETED)
        ? path.substring(0, path.length() - DELETED.length())
        : path;
  }

  /**
   * Checks that no hierarchy has two paths: a process is in exactly one cgroup of each hierarchy.
   *
   * @throws ConflictingEvidenceException otherwise
   */
  static void requireOneOfEach(List<CgroupLine> lines, long pid) {
    Map<Long, String> paths = new HashMap<>();
    for (CgroupLine line : lines) {
      String other = paths.putIfAbsent(line.hierarchy(), line.path());
      if (other != null && !other.equals(line.path())) {
        throw new ConflictingEvidenceException(
            "the cgroup file of process %s names two cgroups of hierarchy %s: %s and %s"
                .formatted(
                    pid, line.hierarchy(), ProcText.quote(other), ProcText.quote(line.path())));
      }
    }
  }
}
