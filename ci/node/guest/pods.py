#!/usr/bin/env python3
"""Asks the agent about a process of each running container: pods.py LIST.

LIST is the kubelet's list of pods. Ephemeral containers must be refused; pods that ask for themselves are ignored. Prints a line for
each container, and ends with 1 if an answer is wrong.
"""

import json
import os
import sys

from ask import ask, grpc


def cgroups():
    """The cgroup of every process that has a program."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            os.readlink("/proc/%s/exe" % pid)
            with open("/proc/%s/cgroup" % pid, encoding="utf-8") as lines:
                found[int(pid)] = lines.read().strip()
        except OSError:
            continue
    return found


def containers(pod):
    for kind in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for status in pod["status"].get(kind, []):
            if "running" in status.get("state", {}):
                yield kind, status["name"], status["containerID"].split("://")[1]


def names(answer, pod, container):
    """Whether an answer names this container of this pod."""
    metadata = pod["metadata"]
    wanted = [
        "k8s:container-name:" + container,
        "k8s:ns:" + metadata["namespace"],
        "k8s:pod-name:" + metadata["name"],
        "k8s:pod-uid:" + metadata["uid"],
    ]
    return answer.startswith("in pod: ") and all(selector in answer.split() for selector in wanted)


def main(path):
    with open(path, encoding="utf-8") as file:
        pods = json.load(file)["items"]
    processes, wrong = cgroups(), 0
    for pod in pods:
        if pod["metadata"]["name"].startswith("asks"):
            continue  # ends as soon as it has asked for itself
        for kind, name, container in containers(pod):
            pid, cgroup = next((pid, cgroup) for pid, cgroup in processes.items() if container in cgroup)
            answer = ask(grpc.WHO_IS, grpc.number(1, pid))
            if kind == "ephemeralContainerStatuses":
                right = answer == "status 9: the process is refused an identity; the agent's log says why"
            else:
                right = names(answer, pod, name)
            wrong += not right
            shown = cgroup.replace(container, container[:8] + "..")
            print("whois %s/%s, %s, %s: %s" % (pod["metadata"]["name"], name, pod["status"].get("qosClass", "no class"), shown, "right" if right else answer))
            # Slices and scopes are the names that this node has to be tested with. crun adds a cgroup below its scope.
            if not (cgroup.startswith("0::/kubepods.slice/") and "cri-containerd-%s.scope" % container in cgroup):
                print("the cgroup is not one of systemd's driver: " + cgroup)
                wrong += 1
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1])
