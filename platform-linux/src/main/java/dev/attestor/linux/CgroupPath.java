package dev.attestor.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A parsed cgroup path.
 *
 * @param relative whether it starts with {@code ..}, as paths outside the reader's cgroup namespace
 *     do
 * @param segments the segments without the leading {@code ..}
 * @param text the whole path, one character per byte
 */
record CgroupPath(boolean relative, List<String> segments, String text) {

  /** Copies the segments. */
  CgroupPath {
    segments = List.copyOf(segments);
  }

  /** Parses a path as the kernel writes it. */
  static CgroupPath parse(String path) {
    List<String> segments = new ArrayList<>();
    boolean relative = false;
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty()) {
        continue;
      }
      if (segment.equals("..") && segments.isEmpty()) {
        relative = true;
      } else {
        segments.add(segment);
      }
    }
    return new CgroupPath(relative, segments, path);
  }

  /**
   * Parses a path from the configuration, so that it can be compared with the kernel's byte by
   * byte.
   */
  static CgroupPath configured(String path) {
    return parse(new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  int length() {
    return segments.size();
  }

  /**
   * The segment at an index, to be interpreted as a name; empty beyond the end.
   *
   * @throws CgroupNameException if it contains a byte that no trusted program writes
   */
  String segment(int index) {
    if (index >= segments.size()) {
      return "";
    }
    String segment = segments.get(index);
    for (int i = 0; i < segment.length(); i++) {
      if (!CgroupNames.isWritten(segment.charAt(i))) {
        throw new CgroupNameException(segment, i, start(index) + i);
      }
    }
    return segment;
  }

  /** Whether the segment at an index equals the given one. */
  boolean has(int index, String segment) {
    return index < segments.size() && segments.get(index).equals(segment);
  }

  /** The index in the text where a segment begins. */
  private int start(int index) {
    int start = 0;
    int segment = -1;
    for (String each : text.split("/", -1)) {
      if (!each.isEmpty() && (segment >= 0 || !each.equals(".."))) {
        segment++;
      }
      if (segment == index) {
        return start;
      }
      start += each.length() + 1;
    }
    return start;
  }

  /** Whether both paths, seen from the root, name the same cgroup down to a depth. */
  boolean sharesWith(CgroupPath other, int depth) {
    return !relative
        && !other.relative
        && length() >= depth
        && other.length() >= depth
        && segments.subList(0, depth).equals(other.segments.subList(0, depth));
  }
}
