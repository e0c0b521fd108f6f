package dev.attestor.linux;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The cgroup below which a kubelet keeps its pods, as the kernel shows it. It may be configured as
 * the kernel shows it or as the kubelet spells it, for either of its drivers: {@code /a/b} is
 * {@code /a/b} with cgroupfs, and {@code /a.slice/a-b.slice} with systemd.
 *
 * @param places the cgroups that the configured text may mean; none but an administrator makes
 *     cgroups there
 * @param names the kubelet's names below them
 */
record KubeletRoot(List<CgroupPath> places, KubeletNames names) {

  private static final String SLICE = ".slice";
  private static final String PODS = "kubepods";

  /** Copies the list. */
  KubeletRoot {
    places = List.copyOf(places);
  }

  /** What an absolute path means, whichever driver the kubelet has. */
  static KubeletRoot of(String configured) {
    return of(configured, Optional.empty());
  }

  /**
   * What an absolute path means.
   *
   * @param driver that of the kubelet; empty: either
   */
  static KubeletRoot of(String configured, Optional<CgroupDriver> driver) {
    CgroupPath literal = CgroupPath.configured(configured);
    Set<CgroupPath> places = new LinkedHashSet<>(List.of(literal));
    int nodes = nodes(literal);
    List<String> node = literal.segments().subList(0, nodes);
    List<String> own = literal.segments().subList(nodes, literal.length());
    if (!own.isEmpty() && !own.get(own.size() - 1).endsWith(SLICE)) {
      places.add(expand(node, ofDriver(own)));
    } else if (own.size() == 1) {
      places.add(expand(node, withoutSlice(own.get(0))));
    }
    if (driver.isPresent() && places.size() > 1) {
      places.removeIf(place -> place.equals(literal) == (driver.get() == CgroupDriver.SYSTEMD));
    }
    return new KubeletRoot(List.copyOf(places), KubeletNames.below(prefixes(places), driver));
  }

  /** How many segments at the beginning are nodes that are containers themselves. */
  private static int nodes(CgroupPath path) {
    int index = 0;
    for (int node = CgroupNames.node(path, 0); node > 0; node = CgroupNames.node(path, index)) {
      index += node;
    }
    return index;
  }

  /**
   * A slice's name as the kubelet makes it, cgroup_manager_linux.go: a dash separates the parents,
   * so one within a name becomes an underscore.
   */
  private static String ofDriver(List<String> parts) {
    return String.join("-", parts.stream().map(part -> part.replace('-', '_')).toList());
  }

  /** Where systemd puts a slice: below those that the parts of its name make, systemd.slice(5). */
  private static CgroupPath expand(List<String> node, String slice) {
    List<String> segments = new ArrayList<>(node);
    for (int dash = slice.indexOf('-', 1); dash > 0; dash = slice.indexOf('-', dash + 1)) {
      segments.add(slice.substring(0, dash) + SLICE);
    }
    segments.add(slice + SLICE);
    return new CgroupPath(false, segments, "/" + String.join("/", segments));
  }

  private static String withoutSlice(String name) {
    return name.substring(0, name.length() - SLICE.length());
  }

  /** What names of slices begin with below the places; a place may be the kubelet's own slice. */
  private static Set<String> prefixes(Set<CgroupPath> places) {
    Set<String> prefixes = new LinkedHashSet<>();
    for (CgroupPath place : places) {
      String last = place.length() == 0 ? "" : place.segments().get(place.length() - 1);
      if (last.endsWith(SLICE)) {
        String slice = withoutSlice(last);
        prefixes.add(slice);
        if (slice.endsWith("-" + PODS)) {
          prefixes.add(slice.substring(0, slice.length() - PODS.length() - 1));
        }
      }
    }
    return prefixes;
  }

  /** Where the root ends in a path from the top; empty if the path is not below it. */
  OptionalInt end(CgroupPath path) {
    return places.stream()
        .filter(place -> path.sharesWith(place, place.length()))
        .mapToInt(CgroupPath::length)
        .max();
  }

  /**
   * Where a path goes on that was seen from within a cgroup namespace, and may begin anywhere in
   * the root.
   */
  int endOfPart(CgroupPath path) {
    return places.stream().mapToInt(place -> longestPart(place, path)).max().orElse(0);
  }

  private static int longestPart(CgroupPath place, CgroupPath path) {
    for (int from = 0; from < place.length(); from++) {
      List<String> part = place.segments().subList(from, place.length());
      if (path.length() >= part.size() && path.segments().subList(0, part.size()).equals(part)) {
        return part.size();
      }
    }
    return 0;
  }
}
