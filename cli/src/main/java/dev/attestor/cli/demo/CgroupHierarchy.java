package dev.attestor.cli.demo;

import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds mounted cgroup hierarchies in which groups can be created without further set-up;
 * cgroups(7).
 */
final class CgroupHierarchy {

  // These controllers need values before a process may enter a group.
  private static final List<String> DEMANDING = List.of("cpuset", "devices");

  private CgroupHierarchy() {}

  /** The mount points, the unified hierarchy first. */
  static List<Path> mounted(Path mounts) throws IOException {
    List<Path> unified = new ArrayList<>();
    List<Path> legacy = new ArrayList<>();
    for (String line : ProcText.read(mounts).lines()) {
      String[] fields = line.split(" ", -1);
      if (fields.length != 6 || !isPlain(fields[1])) {
        continue;
      }
      if (fields[2].equals("cgroup2")) {
        unified.add(Path.of(fields[1]));
      } else if (fields[2].equals("cgroup") && isSimple(fields[3])) {
        legacy.add(Path.of(fields[1]));
      }
    }
    unified.addAll(legacy);
    return unified;
  }

  /** Whether the kernel escaped nothing, so that each character is a byte of the path. */
  private static boolean isPlain(String mountPoint) {
    return mountPoint.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\');
  }

  private static boolean isSimple(String options) {
    return List.of(options.split(",", -1)).stream().noneMatch(DEMANDING::contains);
  }
}
