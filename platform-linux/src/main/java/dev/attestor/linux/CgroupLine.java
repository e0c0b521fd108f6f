package dev.attestor.linux;

import dev.attestor.error.ProcessException;
import dev.attestor.error.ProcessException.Kind;
import java.util.List;

/**
 * A line of {@code /proc/<pid>/cgroup}, {@code hierarchy-ID:controllers:path}; see cgroups(7).
 *
 * @param path starts with a slash; may hold colons and blanks
 */
record CgroupLine(String path) {

  /**
   * The lines of a whole file.
   *
   * @throws ProcessException if one of them has another form
   */
  static List<CgroupLine> parse(String text, long pid) {
    return text.lines().map(line -> parseLine(line, pid)).toList();
  }

  private static CgroupLine parseLine(String line, long pid) {
    int first = line.indexOf(':');
    int second = line.indexOf(':', first + 1);
    if (first < 0 || second < 0 || !line.startsWith("/", second + 1)) {
      throw new ProcessException(
          Kind.UNREADABLE,
          pid,
          "the cgroup file of process %s has the line \"%s\", expected \"<id>:<controllers>:/<path>\""
              .formatted(pid, line.replaceAll("\\p{Cntrl}", "?")));
    }
    return new CgroupLine(line.substring(second + 1));
  }
}
