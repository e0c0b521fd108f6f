package dev.attestor.linux;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A second implementation of reading cgroup files: byte by byte, without regular expressions, and
 * without product code. For a reader in the root cgroup, with the kubelet's root {@code /}, and
 * without nested kubelets.
 */
final class ReferenceLocation {

  private static final Set<String> FRAMES =
      Set.of("kubepods", "burstable", "besteffort", "kubelet", "kubelet.slice");
  private static final List<String> SLICES =
      List.of("kubepods-burstable", "kubepods-besteffort", "kubepods");

  private ReferenceLocation() {}

  /** The distinct locations that the lines of a file name. */
  static Set<Location> of(byte[] file) {
    Set<Location> found = new HashSet<>();
    for (byte[] line : split(file, '\n')) {
      List<byte[]> fields = split(line, ':');
      int path = fields.size() < 3 ? 0 : fields.get(0).length + fields.get(1).length + 2;
      if (path > 0 && path < line.length) {
        found.add(ofPath(new String(line, path, line.length - path, StandardCharsets.ISO_8859_1)));
      }
    }
    return found;
  }

  private static List<byte[]> split(byte[] bytes, char separator) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int at = 0; at <= bytes.length; at++) {
      if (at == bytes.length || bytes[at] == separator) {
        parts.add(Arrays.copyOfRange(bytes, start, at));
        start = at + 1;
      }
    }
    return parts;
  }

  private static Location ofPath(String path) {
    String alive = path.endsWith(" (deleted)") ? path.substring(0, path.length() - 10) : path;
    List<String> names = new ArrayList<>();
    for (byte[] each : split(alive.getBytes(StandardCharsets.ISO_8859_1), '/')) {
      boolean above = names.isEmpty() && each.length == 2 && each[0] == '.' && each[1] == '.';
      if (each.length > 0 && !above) {
        names.add(new String(each, StandardCharsets.ISO_8859_1));
      }
    }
    int at = 0;
    while (at < names.size()) {
      String name = names.get(at);
      int colon = name.indexOf(".slice:");
      String slice = colon < 0 ? name : name.substring(0, colon + 6);
      String uid = podUid(slice);
      if (uid != null && colon >= 0) {
        String[] tail = name.substring(colon + 7).split(":", -1);
        return tail.length == 2 && !tail[0].isEmpty() && isId(tail[1])
            ? new Location.InPod(new PodUid(uid), new ContainerId(tail[1]))
            : new Location.Outside();
      }
      if (uid != null) {
        return inPod(uid, names.subList(at + 1, names.size()));
      }
      boolean containerd =
          name.equals("system.slice")
              && at + 1 < names.size()
              && names.get(at + 1).equals("containerd.service");
      if (!containerd && !isFrame(name)) {
        return new Location.Outside();
      }
      at += containerd ? 2 : 1;
    }
    return new Location.Outside();
  }

  private static Location inPod(String uid, List<String> below) {
    for (String name : below) {
      String id = containerId(name);
      if (id != null) {
        return new Location.InPod(new PodUid(uid), new ContainerId(id));
      }
    }
    return new Location.Outside();
  }

  private static boolean isFrame(String name) {
    String bare = name.startsWith("kubelet-") ? name.substring(8) : name;
    return FRAMES.contains(name)
        || (bare.endsWith(".slice") && SLICES.contains(bare.substring(0, bare.length() - 6)));
  }

  private static @Nullable String podUid(String name) {
    if (name.startsWith("pod") && !name.endsWith(".slice")) {
      return uid(name.substring(3));
    }
    String bare = name.startsWith("kubelet-") ? name.substring(8) : name;
    for (String slice : SLICES) {
      if (bare.startsWith(slice + "-pod") && bare.endsWith(".slice")) {
        return uid(bare.substring(slice.length() + 4, bare.length() - 6));
      }
    }
    return null;
  }

  private static @Nullable String uid(String text) {
    if (text.length() == 32) {
      return isHex(text) ? text : null;
    }
    if (text.length() != 36) {
      return null;
    }
    char separator = text.charAt(8);
    StringBuilder digits = new StringBuilder();
    for (int at = 0; at < 36; at++) {
      boolean dash = at == 8 || at == 13 || at == 18 || at == 23;
      if (dash && (text.charAt(at) != separator || (separator != '-' && separator != '_'))) {
        return null;
      }
      digits.append(dash ? "" : text.charAt(at));
    }
    return isHex(digits.toString()) ? text.replace('_', '-') : null;
  }

  private static @Nullable String containerId(String name) {
    boolean scope = name.endsWith(".scope");
    String bare = scope ? name.substring(0, name.length() - 6) : name;
    if (bare.length() < 64 || !isId(bare.substring(bare.length() - 64))) {
      return null;
    }
    String prefix = bare.substring(0, bare.length() - 64);
    boolean plain = prefix.isEmpty() && !scope;
    boolean named = prefix.length() > 1 && prefix.endsWith("-") && !prefix.endsWith("conmon-");
    return plain || named ? bare.substring(bare.length() - 64) : null;
  }

  private static boolean isId(String text) {
    return text.length() == 64 && isHex(text);
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
