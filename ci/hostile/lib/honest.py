"""Honest callers: each call must be answered correctly within a second."""

import os
import pathlib
import time

from . import grpc
from .node import brief
from .world import HONEST_UID, PROXY_UID

# In seconds. On a busy machine, the variable multiplies the limits.
LIMIT = 1.0 * float(os.environ.get("ATTESTOR_HOSTILE_SLOWNESS", 1))
PAUSE = 0.05


class Tally:
    """The results of one caller's calls."""

    def __init__(self):
        self.calls, self.slowest, self.wrong = 0, 0.0, []

    def add(self, question):
        began = time.monotonic()
        try:
            fault = question()
        except Exception as error:
            fault = "%s: %s" % (type(error).__name__, error)
        self.calls += 1
        self.slowest = max(self.slowest, time.monotonic() - began)
        if fault:
            self.wrong.append(fault)
        return not fault


def until(stop):
    """Whether the file does not exist yet."""
    while not pathlib.Path(stop).exists():
        yield
        time.sleep(PAUSE)


def is_right(answer, pod):
    """What is wrong with it, or None."""
    right = answer.in_pod and answer.selectors == pod.selectors if pod else answer.not_in_pod
    return None if right else str(answer)


def lasting(socket, stop, pod):
    """One connection for all calls; a new one after a failure."""
    tally, client = Tally(), None
    for _ in until(stop):

        def question():
            nonlocal client
            client = client or grpc.Client(socket)
            return is_right(client.who_am_i(), pod)

        if not tally.add(question):
            client = None
    return vars(tally)


def new_each_time(socket, stop, pod):
    """A connection for each call."""
    tally = Tally()
    for _ in until(stop):
        tally.add(lambda: is_right(grpc.ask(socket), pod))
    return vars(tally)


def proxy(socket, stop, pod, pid):
    """Asks about another process, which it may."""
    tally = Tally()
    for _ in until(stop):
        tally.add(lambda: is_right(grpc.ask(socket, grpc.WHO_IS, grpc.number(1, pid)), pod))
    return vars(tally)


class Callers:
    """Five honest callers: in a pod twice, on the host twice, and one that asks about others."""

    def __init__(self, world):
        self.stop_file = world.folder / "stop"
        self.stop_file.unlink(missing_ok=True)
        socket, stop = world.agent.socket, self.stop_file
        self.asked_about = world.process(time.sleep, 3600, pod=world.blog)
        about = self.asked_about.pid
        self.processes = {
            "in a pod, one connection": world.process(lasting, socket, stop, world.blog, pod=world.blog),
            "in a pod, many connections": world.process(new_each_time, socket, stop, world.blog, pod=world.blog),
            "on the host, one connection": world.process(lasting, socket, stop, None, uid=HONEST_UID),
            "on the host, many connections": world.process(new_each_time, socket, stop, None, uid=HONEST_UID + 1),
            "asking about a process": world.process(proxy, socket, stop, world.blog, about, uid=PROXY_UID),
        }

    def finish(self):
        """The number of calls, the slowest in seconds, and everything that went wrong."""
        self.stop_file.touch()
        calls, slow, slowest, wrong = 0, 0, 0.0, []
        for name, process in self.processes.items():
            tally = process.result()
            calls += tally["calls"]
            slowest = max(slowest, tally["slowest"])
            slow += tally["slowest"] > LIMIT
            wrong += ["%s, %s" % (name, fault) for fault in tally["wrong"]]
            if not tally["calls"]:
                wrong.append(name + ", made no call")
        self.asked_about.kill()
        faults = []
        if wrong:
            faults.append(
                "%d of %d honest calls had no right answer, such as %s" % (len(wrong), calls, brief(wrong[0]))
            )
        if slow:
            faults.append(
                "%d of %d honest callers waited too long, up to %.1f s" % (slow, len(self.processes), slowest)
            )
        return calls, slowest, faults
