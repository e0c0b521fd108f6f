#!/usr/bin/env python3
"""Calls the agent over a connection whose process has ended, while another process has its process ID.

pid_reuse.py SOCKET TRIES

In each try a process connects and ends, and a process that is made right after gets the same number (clone3 with
set_tid). In every second try the connection was accepted before that. Then WhoAmI is called over the connection.
Prints how many calls were refused and answered, after one call by a process that lives, which must be answered.
Exits with 77 if numbers cannot be forced here, 1 if a call of a reused number was answered, and 0 otherwise.
"""

import ctypes
import errno
import os
import signal
import socket
import struct
import sys

from wire import is_answered

SYS_CLONE3 = 435  # asm-generic/unistd.h
LIBC = ctypes.CDLL(None, use_errno=True)

def process(number=0):
    """Forks a process with the given process ID; returns 0 in the child."""
    if not number:
        return os.fork()
    tid = ctypes.c_int(number)
    # struct clone_args of linux/sched.h: exit_signal, set_tid and set_tid_size are its 5th, 9th and 10th member.
    arguments = struct.pack(
        "11Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, ctypes.addressof(tid), 1, 0
    )
    made = LIBC.syscall(SYS_CLONE3, arguments, len(arguments))
    if made < 0:
        raise OSError(ctypes.get_errno(), "clone3")
    return made


def connect(path, accepted):
    """A connection of a process that has ended, and the ID of that process."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(30)
    child = process()
    if child == 0:
        status = 1
        try:
            connection.connect(path)
            if accepted:
                # The server speaks first, so it has accepted the connection.
                connection.recv(1, socket.MSG_PEEK)
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("the child could not connect")
    return connection, child


def attempt(path, accepted):
    """Whether the agent answered; None if another process got the process ID first."""
    connection, number = connect(path, accepted)
    with connection:
        try:
            other = process(number)
        except OSError as error:
            if error.errno == errno.EEXIST:
                return None
            raise
        if other == 0:
            signal.pause()
            os._exit(0)
        try:
            return is_answered(connection)
        finally:
            os.kill(other, signal.SIGKILL)
            os.waitpid(other, 0)


def main(path, tries):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as living:
        living.settimeout(30)
        living.connect(path)
        if not is_answered(living):
            sys.exit("a living caller was not answered")
    answered = refused = 0
    while answered + refused < tries:
        try:
            result = attempt(path, accepted=(answered + refused) % 2 == 1)
        except OSError as error:
            if error.errno in (errno.ENOSYS, errno.EPERM, errno.EINVAL):
                print("numbers cannot be forced here: %s" % error, file=sys.stderr)
                sys.exit(77)
            raise
        if result is None:
            continue
        answered += result
        refused += not result
    print("refused %d answered %d" % (refused, answered))
    sys.exit(1 if answered else 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
