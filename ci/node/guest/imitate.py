#!/usr/bin/env python3
"""Asks the agent from cgroups below the caller's own that are named like those of another pod's container.

imitate.py LIST CONTAINER [OWN]

LIST is the kubelet's list of pods, CONTAINER the other container, as NAMESPACE/POD/CONTAINER; OWN is that of the caller, if it runs in
one. Each answer must name OWN, say "not in a pod" if there is none, or be a refusal.
"""

import json
import os
import sys
from types import SimpleNamespace

from ask import ask, grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../repo/ci/hostile"))

from attacks import cgroups
from lib.node import Failed


def find(pods, path):
    namespace, name, container = path.split("/")
    for pod in pods:
        if (pod["metadata"]["namespace"], pod["metadata"]["name"]) == (namespace, name):
            status = next(status for status in pod["status"]["containerStatuses"] if status["name"] == container)
            return pod["metadata"]["uid"], status["containerID"].split("://")[1]
    raise SystemExit("no pod " + path)


def main(path, victim, own=None):
    with open(path, encoding="utf-8") as file:
        pods = json.load(file)["items"]
    uid, container = find(pods, victim)
    cgroup = "kubepods.slice/kubepods-pod%s.slice/cri-containerd-%s.scope" % (uid.replace("-", "_"), container)
    world = SimpleNamespace(victim=SimpleNamespace(uid=uid, container_id=container, cgroup=cgroup))
    names = cgroups.imitations(world)
    if own:
        mine = find(pods, own)[1]
        group = next(
            line.strip()[3:]
            for pid in filter(str.isdigit, os.listdir("/proc"))
            for line in open("/proc/%s/cgroup" % pid)
            if mine in line
        )
    else:
        with open("/proc/self/cgroup") as lines:
            group = lines.read().strip()[3:]
    group = "/sys/fs/cgroup" + group
    cgroups.enter(os.fsencode(group))
    before = ask(grpc.WHO_AM_I)
    answers = {}
    for label, name in names.items():
        try:
            cgroups.enter(cgroups.make_below(group, name))
        except OSError:
            answers[label] = ""  # the kernel takes no such name
            continue
        answers[label] = ask(grpc.WHO_AM_I)
        if answers[label].startswith("hung up"):
            raise SystemExit("from %s: %s" % (label, answers[label]))
    selectors = before[len("in pod: ") :].split() if before.startswith("in pod: ") else []
    if bool(own) != bool(selectors):
        raise SystemExit("at first, the answer is \"%s\"" % before)
    try:
        print(cgroups.judge(answers, selectors))
    except Failed as believed:
        raise SystemExit(str(believed)) from believed


if __name__ == "__main__":
    main(*sys.argv[1:])
