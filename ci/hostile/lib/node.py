"""The parts of a node: pods with their cgroups, users with a delegated cgroup, and processes in them."""

import ctypes
import json
import os
import pathlib
import select
import signal
import sys
import time
import traceback

# Load this before dropping privileges, because an unprivileged account may not be able to read Python's files.
"".encode("idna")

CGROUPS = pathlib.Path("/sys/fs/cgroup")
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUSER, CLONE_NEWPID = 0x00020000, 0x02000000, 0x10000000, 0x20000000
PR_SET_NAME, PR_SET_PDEATHSIG = 15, 1
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4


class Failed(Exception):
    """The attack succeeded, or an honest caller got no correct answer."""


class LeftOut(Exception):
    """This host lacks a prerequisite of the attack."""


def check(holds, said):
    if not holds:
        raise Failed(said)


def brief(text, length=160):
    """Shortens an answer."""
    return text if len(text) <= length else text[:length] + "..."


def set_process_name(name):
    """At most 15 octets."""
    octets = ctypes.create_string_buffer(name)
    LIBC.prctl(PR_SET_NAME, ctypes.addressof(octets), 0, 0, 0)


def unshare(flags):
    if LIBC.unshare(flags):
        error = ctypes.get_errno()
        raise LeftOut("unshare(%#x): %s" % (flags, os.strerror(error)))


class Pod:
    """A pod with one container, as the kubelet lists it."""

    def __init__(self, number, name, namespace="tenant", account="default", **metadata):
        self.uid = "54d0da56-c7e0-4079-8dd4-%012x" % number
        self.container_id = "%064x" % (0xC0FFEE << 64 | number)
        self.name, self.namespace, self.account, self.metadata = name, namespace, account, metadata
        self.labels = metadata.pop("labels", {"app": name})

    @property
    def cgroup(self):
        return "kubepods/besteffort/pod%s/%s" % (self.uid, self.container_id)

    @property
    def selectors(self):
        image = "registry.example/%s" % self.name
        return sorted(
            "k8s:" + selector
            for selector in [
                "container-image:%s:1" % image,
                "container-image:%s@sha256:%064x" % (image, 1),
                "container-name:main",
                "node-name:node1",
                "ns:" + self.namespace,
                "pod-image-count:1",
                "pod-image:%s:1" % image,
                "pod-image:%s@sha256:%064x" % (image, 1),
                "pod-init-image-count:0",
                "pod-name:" + self.name,
                "pod-uid:" + self.uid,
                "sa:" + self.account,
            ]
            + ["pod-label:%s:%s" % label for label in self.labels.items()]
        )

    @property
    def json(self):
        image = "registry.example/%s" % self.name
        return {
            "metadata": {
                "name": self.name,
                "namespace": self.namespace,
                "uid": self.uid,
                "labels": self.labels,
                **self.metadata,
            },
            "spec": {
                "nodeName": "node1",
                "serviceAccountName": self.account,
                "containers": [{"name": "main", "image": image + ":1"}],
            },
            "status": {
                "phase": "Running",
                "containerStatuses": [
                    {
                        "name": "main",
                        "image": image + ":1",
                        "imageID": "%s@sha256:%064x" % (image, 1),
                        "containerID": "containerd://" + self.container_id,
                        "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
                    }
                ],
            },
        }


class Cgroups:
    """The created cgroups, and the hierarchies that accept a process without further set-up."""

    def __init__(self):
        found = [CGROUPS] if (CGROUPS / "cgroup.procs").exists() else []
        found += [CGROUPS / name for name in ("unified", "pids", "memory", "systemd")]
        self.hierarchies = [path for path in found if (path / "cgroup.procs").exists()]
        if not self.hierarchies:
            raise LeftOut("no cgroup hierarchy in which groups can be made")
        # Not below a kubelet's cgroup: the kubelet kills unknown processes and misses groups that we remove.
        self.root = "attestor-hostile-%d" % os.getpid()
        self.made = []

    def below_root(self, path):
        return self.root + "/" + path

    def make(self, path, owner=None):
        """Creates a group and its parents; the last one belongs to the owner, as with systemd's delegation."""
        for hierarchy in self.hierarchies:
            group = os.fsencode(hierarchy)
            for segment in os.fsencode(path).split(b"/"):
                group += b"/" + segment
                if not os.path.isdir(group):
                    os.mkdir(group)
                    self.made.append(group)
            if owner is not None:
                for name in (b"", b"/cgroup.procs", b"/cgroup.threads", b"/cgroup.subtree_control", b"/tasks"):
                    if os.path.exists(group + name):
                        os.chown(group + name, owner, owner)

    def enter(self, path, pid=0):
        """Moves a process, this one by default, in all hierarchies."""
        for hierarchy in self.hierarchies:
            descriptor = os.open(os.fsencode(hierarchy) + b"/" + os.fsencode(path) + b"/cgroup.procs", os.O_WRONLY)
            try:
                os.write(descriptor, b"%d" % pid)
            finally:
                os.close(descriptor)

    def remove(self):
        """Removes the created groups and everything below them, once their processes are gone."""
        for group in reversed(self.made):
            end = time.monotonic() + 2
            while os.path.isdir(group):
                for folder, folders, _ in os.walk(group, topdown=False):
                    try:
                        os.rmdir(folder)
                    except OSError:
                        time.sleep(0.01)
                if time.monotonic() > end:
                    break
        self.made = []


class Process:
    """A forked process that runs a function and returns its result."""

    alive = set()

    def __init__(self, body, *arguments, uid=None, cgroup=None, cgroups=None, namespaces=0):
        reading, writing = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            _run(writing, body, arguments, uid, namespaces)
        os.close(writing)
        # It stops itself until it has been moved.
        os.waitpid(self.pid, os.WUNTRACED)
        if cgroup is not None:
            cgroups.enter(cgroup, self.pid)
        os.kill(self.pid, signal.SIGCONT)
        self.out = reading
        self.text = b""
        Process.alive.add(self)

    def result(self, timeout=60):
        """The function's result; its exception is raised here."""
        end = time.monotonic() + timeout
        while True:
            readable, _, _ = select.select([self.out], [], [], max(0, end - time.monotonic()))
            if not readable:
                self.kill()
                raise Failed("a process of the attack did not end within %d s" % timeout)
            data = os.read(self.out, 1 << 16)
            if not data:
                break
            self.text += data
        self.kill()
        if not self.text:
            raise Failed("a process of the attack ended without a word")
        kind, value = json.loads(self.text)
        if kind == "left out":
            raise LeftOut(value)
        if kind != "returned":
            raise Failed(value)
        return value

    def kill(self):
        if self in Process.alive:
            Process.alive.remove(self)
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.out)

    @classmethod
    def kill_all(cls):
        for process in list(cls.alive):
            process.kill()


def described(error):
    """Describes an unexpected error, with the last place outside of Python's own libraries."""
    here = str(pathlib.Path(__file__).resolve().parents[1])
    places = [at for at in traceback.extract_tb(error.__traceback__) if at.filename.startswith(here)][-3:]
    at = ", ".join("%s:%d" % (os.path.basename(at.filename), at.lineno) for at in places)
    return "%s: %s (%s)" % (type(error).__name__, error, at)


def _run(writing, body, arguments, uid, namespaces):
    try:
        os.kill(os.getpid(), signal.SIGSTOP)
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if namespaces:
            unshare(namespaces)
            if namespaces & CLONE_NEWPID:
                child = os.fork()
                if child:
                    os.close(writing)
                    os.waitpid(child, 0)
                    os._exit(0)
                LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        said = ("returned", body(*arguments))
    except Failed as failed:
        said = ("failed", str(failed))
    except LeftOut as left_out:
        said = ("left out", str(left_out))
    except BaseException as error:
        said = ("failed", described(error))
    data = json.dumps(said).encode()
    while data:
        data = data[os.write(writing, data) :]
    os._exit(0)
