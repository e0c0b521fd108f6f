#!/usr/bin/env python3
"""Asks the agent about the first process of a pod as soon as it runs: young.py POD "PROGRAM ARGUMENT" LIST.

LIST is the command that prints the kubelet's list of pods. The kubelet must not yet say that the container runs. Prints a line, and
ends with 1 if the answer is wrong.
"""

import json
import os
import subprocess
import sys
import time

from ask import ask, grpc
from pods import names

SECONDS = 300


def process(command):
    """The ID of the process that runs this command, once there is one."""
    wanted = command.replace(" ", "\0").encode() + b"\0"
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % pid, "rb") as line:
                    if line.read() == wanted:
                        return int(pid)
            except OSError:
                continue
        time.sleep(0.05)
    sys.exit('no process runs "%s" after %d s' % (command, SECONDS))


def main(name, command, pods):
    pid = process(command)
    began = time.monotonic()
    answer = ask(grpc.WHO_IS, grpc.number(1, pid))
    took = time.monotonic() - began
    listed = json.loads(subprocess.run([pods, "--json"], check=True, stdout=subprocess.PIPE).stdout)["items"]
    pod = next(pod for pod in listed if pod["metadata"]["name"] == name)
    state = pod["status"]["containerStatuses"][0]["state"]
    right = names(answer, pod, "main") and "waiting" in state
    print(
        "whois %s, while the kubelet lists its container as %s: %s after %d ms"
        % (name, ", ".join(state), "right" if right else answer, took * 1000)
    )
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
