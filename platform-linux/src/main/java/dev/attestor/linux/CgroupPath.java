package dev.attestor.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * A cgroup path, taken apart.
 *
 * @param relative whether it began with {@code ..}, as paths outside the reader's cgroup namespace
 *     do
 * @param segments without those
 */
record CgroupPath(boolean relative, List<String> segments) {

  private static final String DELETED = " (deleted)";

  /** Copies the segments. */
  CgroupPath {
    segments = List.copyOf(segments);
  }

  static CgroupPath parse(String path) {
    String alive =
        path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    List<String> segments = new ArrayList<>();
    boolean relative = false;
    for (String segment : alive.split("/", -1)) {
      if (segment.isEmpty()) {
        continue;
      }
      if (segment.equals("..") && segments.isEmpty()) {
        relative = true;
      } else {
        segments.add(segment);
      }
    }
    return new CgroupPath(relative, segments);
  }

  int length() {
    return segments.size();
  }

  /** The segment at an index; empty beyond the end. */
  String segment(int index) {
    return index < segments.size() ? segments.get(index) : "";
  }

  /** Whether both name the same cgroup up to a depth, both seen from the root. */
  boolean sharesWith(CgroupPath other, int depth) {
    return !relative
        && !other.relative
        && length() >= depth
        && other.length() >= depth
        && segments.subList(0, depth).equals(other.segments.subList(0, depth));
  }
}
