"""Where kubelets and runtimes put containers."""

from lib.node import ID, UID, attest, new_root, pod, pods, process_in
from lib.suite import case

BURSTABLE = "burstable-pod" + UID.replace("-", "_")
BEST_EFFORT = "besteffort-pod" + UID.replace("-", "_")
PLAIN = "pod" + UID.replace("-", "_")


def slices(root, last, scope):
    """What systemd's driver makes of a root such as a/b and a pod: each slice's name repeats its parents."""
    words = root.split("/") + ["kubepods"] + [word for word in last.split("-", 1) if word]
    named = ["-".join(words[: count + 1]) + ".slice" for count in range(len(words))]
    return "/".join(named) + "/%s-%s.scope" % (scope, ID)


@case("systemd-cgroup-root", "absolute, the kubelet's spelling", "root", setting="/%s")
@case("systemd-cgroup-root", "absolute, the real cgroup", "root", setting="/%s.slice")
@case("systemd-cgroup-root", "Docker's scope, the kubelet's spelling", "root", setting="/%s", last=BEST_EFFORT, scope="docker")
@case("systemd-cgroup-root", "Docker's scope, the real cgroup", "root", setting="/%s.slice", last=BEST_EFFORT, scope="docker")
def absolute(folder, setting, last=BURSTABLE, scope="crio"):
    root = new_root()
    attested(folder, slices(root, last, scope), setting % root)


@case("systemd-cgroup-root", "nested, the kubelet's spelling", "root", setting="/%s/b")
@case("systemd-cgroup-root", "nested, the real cgroup", "root", setting="/{0}.slice/{0}-b.slice")
def nested(folder, setting):
    root = new_root()
    setting = setting % root if "%s" in setting else setting.format(root)
    attested(folder, slices(root + "/b", PLAIN, "cri-containerd"), setting)


@case("systemd-cgroup-root", "in a cgroup namespace, the kubelet's spelling", "root", "unshare", setting="/%s")
@case("systemd-cgroup-root", "in a cgroup namespace, the real cgroup", "root", "unshare", setting="/%s.slice")
def relative(folder, setting):
    root = new_root()
    # Attestor is in another container of the same class of pods.
    own = slices(root, BURSTABLE.replace("5eed", "0dd5"), "crio")
    enter = 'for group in /sys/fs/cgroup /sys/fs/cgroup/*; do [ ! -d "$group/$0" ] || echo $$ >"$group/$0/cgroup.procs"; done'
    wrapper = ["sh", "-c", enter + '; exec unshare --cgroup "$@"', own]
    with process_in(own):
        attested(folder, slices(root, BURSTABLE, "crio"), setting % root, wrapper=wrapper)


@case("systemd-cgroup-root", "unset: a root that only the setting makes trustworthy", "root")
def unset(folder):
    attest(folder, pods(pod()), slices(new_root(), BURSTABLE, "crio")).expect(3, "is not in a pod")


def attested(folder, cgroup, root, **options):
    run = attest(folder, pods(pod()), cgroup, 'kubelet_cgroup_root = "%s"' % root, **options)
    run.expect(0, "k8s:pod-uid:" + UID, "k8s:container-name:main")


@case("no-pod-cgroups", "containerd", "root", place="k8s.io/" + ID)
@case("no-pod-cgroups", "Docker", "root", place="docker/" + ID)
@case("no-pod-cgroups", "Docker, systemd", "root", place="system.slice/docker-%s.scope" % ID)
@case("no-pod-cgroups", "CRI-O, systemd", "root", place="system.slice/crio-%s.scope" % ID)
def without_pod(folder, place):
    root = new_root()
    setting = 'kubelet_cgroup_root = "/%s"\n' % root
    cgroup = root + "/" + place
    attest(folder, pods(pod()), cgroup, setting).expect(3, "is not in a pod")
    attest(folder, pods(pod()), cgroup, setting + "allow_containers_without_pod_cgroup = true").expect(
        0, "k8s:pod-uid:" + UID, "k8s:container-name:main"
    )
