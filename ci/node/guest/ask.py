#!/usr/bin/env python3
"""Asks the node agent in place of `attestor`, which takes long to start on an emulated CPU.

ask.py whoami|whois PID
ask.py from CGROUP UID      moves to a cgroup, below /sys/fs/cgroup, becomes this account, and asks who it is

Prints "in pod: <selectors>", "not in a pod", or the status and the reason of a refusal.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../repo/ci/hostile"))

from lib import grpc, http2

SOCKET = "/run/attestor/agent.sock"
SECONDS = 60


def ask(call, body=b""):
    try:
        return str(grpc.ask(SOCKET, call, body, timeout=SECONDS))
    except (http2.Closed, OSError) as refused:
        return "hung up: %s" % refused


def main(command, *arguments):
    if command == "whois":
        print(ask(grpc.WHO_IS, grpc.number(1, int(arguments[0]))))
        return
    if command == "from":
        with open("/sys/fs/cgroup/%s/cgroup.procs" % arguments[0], "w") as procs:
            procs.write("0")
        os.setgroups([])
        os.setgid(int(arguments[1]))
        os.setuid(int(arguments[1]))
    print(ask(grpc.WHO_AM_I))


if __name__ == "__main__":
    main(*sys.argv[1:])
