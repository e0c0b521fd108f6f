"""Cgroups with names that read like a pod's."""

import os
import time

from lib import grpc, node
from lib.node import CLONE_NEWCGROUP, CLONE_NEWUSER, LIBC, Failed, brief, check
from lib.suite import attack
from lib.world import HOSTILE_UID

# Characters that some language or library treats as a line end or as whitespace.
BREAKS = {
    "CR": b"\r",
    "CR CR": b"\r\r",
    "FF": b"\f",
    "VT": b"\v",
    "FS": b"\x1c",
    "GS": b"\x1d",
    "RS": b"\x1e",
    "US": b"\x1f",
    "U+0085": b"\xc2\x85",
    "octet 85": b"\x85",
    "U+2028": b"\xe2\x80\xa8",
    "U+2029": b"\xe2\x80\xa9",
    "tab": b"\t",
    "blank": b" ",
    "U+00A0": b"\xc2\xa0",
    "U+3000": b"\xe3\x80\x80",
    "backslash n": b"\\n",
    "backslash 012": b"\\012",
    "overlong LF": b"\xc0\x8a",
    "SOH": b"\x01",
    "DEL": b"\x7f",
}

NOT_TEXT = {
    "FF": b"\xff",
    "FE FF": b"\xfe\xff",
    "cut off": b"\xe2\x80",
    "lone continuation": b"\x80",
    "surrogate": b"\xed\xa0\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "overlong slash": b"\xc0\xaf",
    "U+FFFD": b"\xef\xbf\xbd",
}


def make_below(own, name):
    """Creates a cgroup with the given names below the caller's own, in the unified hierarchy or any other that allows it."""
    path = os.fsencode(own)
    for segment in name.split(b"/"):
        path += b"/" + segment
        if not os.path.isdir(path):
            os.mkdir(path)
    return path


def enter(path):
    with open(path + b"/cgroup.procs", "wb", buffering=0) as procs:
        procs.write(b"0")


def answers_in(own, names, socket):
    """The answers to a process in each of these cgroups; "" for a name that the kernel rejects."""
    answers = {}
    for label, name in names.items():
        try:
            enter(make_below(own, name))
        except OSError:
            answers[label] = ""
            continue
        try:
            answers[label] = str(grpc.ask(socket))
        except OSError as hung_up:
            answers[label] = "hung up: %s" % hung_up
    enter(os.fsencode(own))
    return answers


def hierarchy(world):
    """The hierarchy in which users get their own cgroups: the unified one, if it exists."""
    return world.cgroups.hierarchies[0]


def as_account(world, names, uid=HOSTILE_UID):
    """The answers to a process of a user session; each must be "not in a pod" or a refusal."""
    own = world.delegate(uid)
    group = "%s/%s" % (hierarchy(world), own)
    answers = world.process(answers_in, group, names, world.agent.socket, uid=uid, cgroup=own).result()
    return judge(answers, [])


def as_pod(world, names):
    """The answers to a process in a pod that may write to its cgroup; each must name its own pod or be a refusal."""
    own = world.cgroup_of(world.hostile)
    world.cgroups.make(own, owner=node.os.getuid())
    group = "%s/%s" % (hierarchy(world), own)
    answers = world.process(answers_in, group, names, world.agent.socket, pod=world.hostile, uid=0).result()
    return judge(answers, world.hostile.selectors)


def judge(answers, own):
    """Summarizes the answers; fails unless each is the process's own identity, "not in a pod" or a refusal."""
    right = "in pod: " + " ".join(own) if own else "not in a pod"
    wrong = {}
    kept = "its own pod" if own else right
    counts = {kept: 0, "refused": 0, "not taken by the kernel": 0}
    for label, answer in answers.items():
        if answer == right:
            counts[kept] += 1
        elif not answer:
            counts["not taken by the kernel"] += 1
        elif answer.startswith("in pod") or answer == "not in a pod":
            wrong[label] = answer
        else:
            counts["refused"] += 1
    if wrong:
        label, answer = next(iter(wrong.items()))
        raise Failed(
            "%d of %d names were believed (%s): %s" % (len(wrong), len(answers), brief("; ".join(wrong)), brief(answer))
        )
    check(counts["not taken by the kernel"] < len(answers), "the kernel took none of the names")
    return "%d names: %s" % (len(answers), ", ".join("%d %s" % (n, what) for what, n in counts.items() if n))


def victim(world):
    return os.fsencode(world.cgroup_of(world.victim))


def forged_lines(world, breaks):
    """Names with which a second line of the file would put the process into the victim's pod."""
    names = {}
    for label, octets in breaks.items():
        for line in (b"9::/", b"0::/", b"12:pids:/", b"1:name=systemd:/"):
            names["%s, %s" % (label, line.decode())] = b"x" + octets + line + victim(world)
        names[label + ", first"] = octets + b"0::/" + victim(world)
    return names


@attack("cgroup-line-breaks")
def line_breaks(world):
    """An account names its cgroup "x<a line break of some language>0::/kubepods/pod<victim>/<container>"."""
    return as_account(world, forged_lines(world, BREAKS))


@attack("cgroup-not-utf8")
def not_utf8(world):
    """The same with octets that are not UTF-8, in front of the victim's path and in its names."""
    names = forged_lines(world, NOT_TEXT)
    for label, octets in NOT_TEXT.items():
        names[label + ", at the end"] = victim(world) + octets
        names[label + ", in the middle"] = victim(world).replace(b"/pod", octets + b"/pod")
    return as_account(world, names)


@attack("cgroup-deleted")
def deleted(world):
    """An account's or a pod's cgroup ends in what the kernel appends to removed ones, or begins as those above a namespace do."""
    names = {
        "at the end": victim(world) + b" (deleted)",
        "twice": victim(world) + b" (deleted) (deleted)",
        "in the middle": b"x (deleted)/" + victim(world),
        "after the pod": victim(world).replace(b"/" + world.victim.container_id.encode(), b" (deleted)/x"),
        "dots": b"..x/" + victim(world),
        "three dots": b".../" + victim(world),
        "blank dots": b".. /" + victim(world),
    }
    return "account: %s; pod: %s" % (as_account(world, names), as_pod(world, names))


def imitations(world):
    """The cgroup of the victim's container as every driver and runtime would spell it."""
    uid, container = world.victim.uid, world.victim.container_id
    low = uid.replace("-", "_")
    slices = "kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod%s.slice/" % low
    spelled = [
        world.victim.cgroup,
        "kubepods/pod%s/%s" % (uid, container),
        "kubepods/burstable/pod%s/%s" % (uid, container),
        "pod%s/%s" % (uid, container),
        container,
        "kubelet/kubepods/besteffort/pod%s/%s" % (uid, container),
        slices + "cri-containerd-%s.scope" % container,
        slices + "crio-%s.scope" % container,
        slices + "crio-%s.scope/container" % container,
        slices + "docker-%s.scope" % container,
        "kubelet.slice/kubelet-"
        + slices.replace("/kubepods", "/kubelet-kubepods")
        + "cri-containerd-%s.scope" % container,
        "system.slice/containerd.service/kubepods-besteffort-pod%s.slice:cri-containerd:%s" % (low, container),
        "kubepods-besteffort-pod%s.slice:cri-containerd:%s" % (low, container),
        "docker/%s/kubepods/besteffort/pod%s/%s" % ("a" * 64, uid, container),
        "system.slice/docker-%s.scope/kubepods/pod%s/%s" % ("a" * 64, uid, container),
        "machine.slice/libpod-%s.scope/container/kubepods/pod%s/%s" % ("a" * 64, uid, container),
        "KUBEPODS/BESTEFFORT/POD%s/%s" % (uid.upper(), container.upper()),
        "kubepods/besteffort/pod%s/%s" % (uid.upper(), container),
        "kubepods/besteffort/pod%s/%s/%s" % (uid, "b" * 64, container),
    ]
    return {name: name.encode() for name in spelled}


@attack("cgroup-imitation")
def imitation(world):
    """An account lays out the victim's cgroup below its own, as every driver and runtime would, and as its container manager."""
    names = imitations(world)
    podman = {
        "podman, " + label: b"user.slice/libpod-" + b"c" * 64 + b".scope/container/" + name
        for label, name in names.items()
    }
    return as_account(world, {**names, **podman})


@attack("cgroup-imitation-in-pod")
def imitation_in_pod(world):
    """A pod that may write its cgroup does the same, with line breaks too: it stays what it is."""
    return as_pod(world, {**imitations(world), **forged_lines(world, BREAKS), **forged_lines(world, NOT_TEXT)})


@attack("cgroup-namespace")
def cgroup_namespace(world):
    """An account asks from a user and cgroup namespace of its own, whose root it named after the victim's container."""
    own = world.delegate(HOSTILE_UID)
    group = "%s/%s" % (hierarchy(world), own)

    def body():
        enter(make_below(group, victim(world)))
        node.unshare(CLONE_NEWUSER | CLONE_NEWCGROUP)
        return {"namespace": str(grpc.ask(world.agent.socket))}

    return judge(world.process(body, uid=HOSTILE_UID, cgroup=own).result(), [])


@attack("cgroup-moving")
def moving(world):
    """A process of an account, and one of a pod, is moved between cgroups of its own as fast as can be while it asks."""

    def moves(group, names, own):
        paths = [os.fsencode(group)] + [make_below(group, name) for name in names]
        end, seen = time.monotonic() + 2, {}
        mover = os.fork()
        if mover == 0:
            LIBC.prctl(node.PR_SET_PDEATHSIG, 9, 0, 0, 0)
            target = str(os.getppid()).encode()
            while time.monotonic() < end:
                for path in paths:
                    with open(path + b"/cgroup.procs", "wb", buffering=0) as procs:
                        procs.write(target)
            os._exit(0)
        with grpc.Client(world.agent.socket) as client:
            while time.monotonic() < end:
                answer = str(client.who_am_i())
                seen[answer] = seen.get(answer, 0) + 1
        os.waitpid(mover, 0)
        return seen

    names = [victim(world), b"x\r0::/" + victim(world), b"x (deleted)/" + victim(world)]
    seen = []
    for own, place in (
        ([], {"uid": HOSTILE_UID, "cgroup": world.delegate(HOSTILE_UID)}),
        (world.hostile.selectors, {"uid": 0, "cgroup": world.cgroup_of(world.hostile)}),
    ):
        group = "%s/%s" % (hierarchy(world), place["cgroup"])
        answers = world.process(moves, group, names, own, **place).result()
        for answer in answers:
            check(not answer.startswith("in pod") or answer == "in pod: " + " ".join(own), brief(answer))
            check(answer != "not in a pod" or not own, "a process of a pod is called not in a pod")
        seen.append("%d answers, %d kinds" % (sum(answers.values()), len(answers)))
    return "account: %s; pod: %s" % tuple(seen)
