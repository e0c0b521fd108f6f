package dev.attestor.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which driver a kubelet really uses: the one in whose form it has made its cgroups. Its
 * configuration alone does not tell, because newer kubelets take the container runtime's.
 */
final class KubeletTrees {

  private static final String PODS = "kubepods";

  private KubeletTrees() {}

  /**
   * The driver; empty if there are no cgroups of a kubelet, or of both forms and none is
   * configured. Root can make cgroups of the other form; so what is configured decides then.
   *
   * @param mount where the kubelet sees cgroups
   * @param root its cgroup root
   */
  static Optional<CgroupDriver> driver(Path mount, String root, Optional<CgroupDriver> configured) {
    Path hierarchy = CgroupTree.hierarchy(mount);
    List<CgroupDriver> found =
        Arrays.stream(CgroupDriver.values())
            .filter(each -> exists(hierarchy, KubeletRoot.of(root, Optional.of(each))))
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : configured.filter(found::contains);
  }

  private static boolean exists(Path hierarchy, KubeletRoot root) {
    return root.places().stream()
        .anyMatch(place -> hasPods(CgroupTree.folder(hierarchy, place), root.names()));
  }

  private static boolean hasPods(Path folder, KubeletNames names) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + PODS + "*")) {
      for (Path entry : entries) {
        if (names.isFrame(String.valueOf(entry.getFileName()))) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // There is none, or it is out of reach.
      return false;
    }
    return false;
  }
}
