#!/usr/bin/env python3
"""Asks the agent about a process, under a process name that may look like lines of /proc/PID/status.

forged_name.py SOCKET PID NAME

NAME has backslash escapes as in Python, and at most 15 bytes. Prints "answered" or "refused".
"""

import ctypes
import socket
import sys

from wire import is_answered, who_is

PR_SET_NAME = 15  # linux/prctl.h


def main(path, pid, name):
    raw = name.encode().decode("unicode_escape").encode("latin-1")
    if len(raw) > 15 or ctypes.CDLL(None).prctl(PR_SET_NAME, raw, 0, 0, 0) != 0:
        sys.exit("the name cannot be set")
    with open("/proc/self/comm", "rb") as comm:
        if comm.read() != raw + b"\n":
            sys.exit("the kernel took another name")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(30)
        connection.connect(path)
        print("answered" if is_answered(connection, who_is(pid)) else "refused")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
