"""A pod's process on this host, and a kubelet that lists the pod."""

import contextlib
import importlib.util
import itertools
import json
import os
import subprocess

from .program import TOP, LeftOut, attestor, write
from .servers import always, serving

# Its package has the same name as this one.
_spec = importlib.util.spec_from_file_location("hostile_node", TOP / "ci/hostile/lib/node.py")
hostile = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hostile)

UID = "6b1d5c62-0f3e-4a55-9d0c-5eed00000001"
ID = "%064x" % 0x5EED
NUMBERS = itertools.count(1)


def pod(**status):
    """A pod with one container."""
    return {
        "metadata": {"name": "shop-1", "namespace": "tenant", "uid": UID},
        "spec": {
            "serviceAccountName": "shop",
            "nodeName": "node1",
            "containers": [{"name": "main", "image": "registry.example/shop:1"}],
        },
        "status": status or running(),
    }


def running(state=None, phase="Running"):
    return {"phase": phase, "containerStatuses": [container(state or {"running": {}})]}


def container(state):
    image = "registry.example/shop"
    return {
        "name": "main",
        "state": state,
        "image": image + ":1",
        "imageID": "%s@sha256:%064x" % (image, 1),
        "containerID": "containerd://" + ID,
    }


def pods(*items):
    return json.dumps({"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items}).encode()


def new_root():
    """A cgroup root of no other kubelet, as one word."""
    return "reported%d%d" % (os.getpid(), next(NUMBERS))


def container_in(root):
    """Where cgroupfs puts the pod's container."""
    return "%s/kubepods/besteffort/pod%s/%s" % (root, UID, ID)


@contextlib.contextmanager
def process_in(cgroup):
    """A process in a new cgroup; gives its ID."""
    try:
        groups = hostile.Cgroups()
    except hostile.LeftOut as left_out:
        raise LeftOut(str(left_out)) from None
    process = subprocess.Popen(["sleep", "600"])
    try:
        groups.make(cgroup)
        groups.enter(cgroup, process.pid)
        yield process.pid
    finally:
        process.kill()
        process.wait()
        groups.remove()


def attest(folder, listed, cgroup, more="", wrapper=(), environment=None):
    """`attestor attest` of a process in the cgroup, while a kubelet answers with this list."""
    write(folder, "token", "a.b.c")
    with process_in(cgroup) as pid, serving(always(listed)) as port:
        write(folder, "k8s.hcl", "kubelet_read_only_port = %d\nmax_poll_attempts = 10\n%s\n" % (port, more))
        return attestor(
            folder, "attest", "--config", "k8s.hcl", "--pid", pid, wrapper=wrapper, environment=environment
        )


def attest_pod(folder, listed, more="", **options):
    """The same for a process in the pod's container."""
    root = new_root()
    return attest(folder, listed, container_in(root), 'kubelet_cgroup_root = "/%s"\n%s' % (root, more), **options)
