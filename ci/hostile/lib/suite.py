"""Runs attacks one after the other, each together with honest callers, and reports the results."""

import threading
import time

from . import grpc, honest
from .node import Failed, LeftOut, Process, described
from .world import HONEST_UID

MEMORY_LIMIT = 1.5
# How much more memory than at the start an agent may use when the next attack starts.
DRIFT = 1.25
REST = 10
# Calls before an attack are not timed.
PATIENCE = 60
ATTACKS = []


class Attack:
    """What an attack function needs to be run.

    `agent`: settings of World.start_agent; attacks with the same ones share an agent while nothing goes wrong.
    `beside`: whether honest callers ask the agent meanwhile. `on_agent`: whether it is about the agent at all.
    """

    def __init__(self, name, function, agent, beside, on_agent):
        self.name, self.function, self.agent = name, function, agent
        self.beside, self.on_agent = beside, on_agent
        self.what = " ".join(function.__doc__.split())


def attack(name, agent=None, beside=True, on_agent=True):
    """Declares an attack: a function that takes the world and returns its observations, or raises Failed."""

    def declare(function):
        ATTACKS.append(Attack(name, function, agent or {}, beside, on_agent))
        return function

    return declare


class Memory(threading.Thread):
    """Watches the agent's RSS."""

    def __init__(self, agent):
        super().__init__(daemon=True)
        self.agent, self.highest, self.ended = agent, agent.memory(), threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(0.05):
            self.highest = max(self.highest, self.agent.memory())

    def stop(self):
        self.ended.set()
        self.join()
        return self.highest


def warm_up(world, seconds=2):
    """Runs honest load on the agent, so that its memory can be compared."""
    end = time.monotonic() + seconds

    def ask():
        with grpc.Client(world.agent.socket, PATIENCE) as client:
            while time.monotonic() < end:
                client.who_am_i()
        for _ in range(50):
            grpc.ask(world.agent.socket, timeout=PATIENCE)

    processes = [world.process(ask, pod=world.blog)]
    processes += [world.process(ask, uid=HONEST_UID + 10 + index) for index in range(4)]
    for process in processes:
        process.result()


class Runner:
    def __init__(self, world, say):
        self.world, self.say = world, say
        self.running, self.before, self.lasted, self.compared = None, 0, False, False

    def prepare(self, attack):
        """An agent with the settings, warm, and its memory before any attack."""
        world = self.world
        if self.running == attack.agent and self.lasted and world.agent and world.agent.runs():
            return
        self.running = None
        world.start_agent(**attack.agent)
        warm_up(world)
        self.before = world.agent.memory()
        if not self.compared:
            self.compared = True
            self.say(self.without_attack())
        self.running = attack.agent

    def without_attack(self):
        """The latency of honest callers without an attack, for comparison."""
        callers = honest.Callers(self.world)
        time.sleep(1)
        calls, slowest, faults = callers.finish()
        said = "without an attack: %d honest calls, slowest %.0f ms" % (calls, slowest * 1000)
        if slowest > honest.LIMIT / 2:
            faults.append(
                "this machine is too busy to tell; ATTESTOR_HOSTILE_SLOWNESS=3 allows honest callers more time"
            )
        return "; ".join([said] + faults)

    def run(self, attack):
        """Whether it passed; None if it was skipped."""
        began = time.monotonic()
        try:
            seen = self.attempt(attack)
            verdict, passed = "passed", True
            self.lasted = True
        except LeftOut as left_out:
            verdict, passed, seen = "left out", None, str(left_out)
        except Failed as failed:
            verdict, passed, seen = "FAILED", False, str(failed)
            self.lasted = False
        except Exception as error:
            verdict, passed, seen = "FAILED", False, described(error)
            self.lasted = False
        finally:
            Process.kill_all()
        self.say("%-8s %-26s %s [%.1f s]" % (verdict, attack.name, seen.rstrip(), time.monotonic() - began))
        return passed

    def attempt(self, attack):
        if not attack.on_agent:
            return attack.function(self.world)
        self.prepare(attack)
        world = self.world
        callers = honest.Callers(world) if attack.beside else None
        before = min(self.before * DRIFT, world.agent.memory())
        memory = Memory(world.agent)
        seen, faults = None, []
        try:
            seen = attack.function(world)
        except Failed as failed:
            faults.append(str(failed))
        finally:
            world.kubelet_answers("well")
        highest = memory.stop()
        if callers:
            calls, slowest, wrong = callers.finish()
            seen = "%s; %d honest calls, slowest %.0f ms" % (seen, calls, slowest * 1000)
            faults += wrong
        limit = before * MEMORY_LIMIT
        seen = "%s; memory %.0f MiB, highest %.0f MiB" % (seen, before, highest)
        if highest > limit:
            faults.append("memory rose from %.0f to %.0f MiB" % (before, highest))
        faults += self.aftermath(limit)
        if faults:
            raise Failed("; ".join(faults))
        return seen

    def aftermath(self, limit):
        """What is wrong with the agent after the attack; it has some time to free memory."""
        world = self.world
        if not world.agent.runs():
            return ["the agent ended: " + world.agent.log_text()[-300:]]
        callers = honest.Callers(world)
        time.sleep(0.3)
        _, _, faults = callers.finish()
        end = time.monotonic() + REST
        while world.agent.memory() > limit and time.monotonic() < end:
            time.sleep(0.2)
        if world.agent.memory() > limit:
            faults.append("memory is %.0f MiB %d s after it" % (world.agent.memory(), REST))
        for sign in ("OutOfMemoryError", "StackOverflowError", "Exception in thread"):
            if sign in world.agent.log_text():
                faults.append("the log has " + sign)
        return ["afterwards " + fault for fault in faults]
