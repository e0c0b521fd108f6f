package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys that say where the kubelet keeps its pods among the cgroups of a node. */
final class CgroupSection {

  private static final String ROOT = "kubelet_cgroup_root";
  private static final String WITHOUT_PODS = "allow_containers_without_pod_cgroup";
  private static final String AUTO = "auto";

  /** The cgroups in which Docker, containerd, Podman, LXC, systemd or a user choose names. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "/+(docker|system\\.slice|machine\\.slice|machine|k8s\\.io|moby|default|libpod_parent|lxc"
              + "|system\\.slice/+(docker|containerd)\\.service)/*"
              + "|/+user\\.slice(/.*)?");

  private static final Pattern CONTAINER = Pattern.compile("[0-9a-f]{64}");

  private CgroupSection() {}

  static PodCgroups read(Fields fields, Problems problems) {
    boolean withoutPods = fields.bool(WITHOUT_PODS);
    if (withoutPods) {
      problems.warning(
          fields.position(WITHOUT_PODS),
          WITHOUT_PODS
              + " gives up the kernel's word on the pod: a container that is in no pod's cgroup is"
              + " looked for in all pods by its ID alone, and a process in a container that is not"
              + " Kubernetes' waits and fails rather than counts as in no pod");
    }
    return new PodCgroups(root(fields, problems), withoutPods);
  }

  private static Optional<String> root(Fields fields, Problems problems) {
    String root = fields.text(ROOT).orElse("/");
    if (root.equals(AUTO)) {
      return Optional.empty();
    }
    if (!root.startsWith("/") || List.of(root.split("/", -1)).contains("..")) {
      problems.error(
          fields.position(ROOT),
          ("%s is \"%s\", expected an absolute cgroup path such as \"/docker/<id>\", the cgroupRoot"
                  + " of the kubelet, or \"auto\"")
              .formatted(ROOT, root));
      return Optional.of("/");
    }
    checkOwner(root, fields, problems);
    return Optional.of(root);
  }

  /** Warns if names directly below the root are not chosen by the kubelet alone. */
  private static void checkOwner(String root, Fields fields, Problems problems) {
    if (FOREIGN.matcher(root).matches()) {
      problems.warning(
          fields.position(ROOT),
          ("%s is \"%s\", below which systemd, a container manager or an account makes cgroups, and"
                  + " one of those could be given a pod's name; expected the cgroup that kubepods is"
                  + " in, such as \"/docker/<id>\"")
              .formatted(ROOT, root));
    } else if (CONTAINER.matcher(root).find()) {
      problems.note(
          fields.position(ROOT),
          ("%s is in a container, which can give any name to cgroups below \"%s\"; that is right"
                  + " only if the container is this node")
              .formatted(ROOT, root));
    }
  }
}
