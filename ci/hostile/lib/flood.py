"""Runs an attack from several accounts and pod processes for some seconds."""

import time

from .node import check
from .world import HOSTILE_UID

SECONDS = 2
ACCOUNTS = 4
PATIENCE = 6


def flood(world, body, accounts=ACCOUNTS, seconds=SECONDS, in_pod=True):
    """Runs `body(socket, end)` in a process for each account, and in one of the hostile pod, over and over until the time is
    up; the agent may hang up on it. Returns what the bodies counted, as text; `body` returns an integer."""

    def over_and_over(end):
        rounds = count = hung_up = 0
        while time.monotonic() < end or not rounds:
            rounds += 1
            try:
                count += body(world.agent.socket, end)
            except OSError:
                hung_up += 1
                # Pause before the next attempt.
                time.sleep(0.01)
        return [count, rounds, hung_up]

    end = time.monotonic() + seconds
    processes = [world.process(over_and_over, end, uid=HOSTILE_UID + index) for index in range(accounts)]
    if in_pod:
        processes.append(world.process(over_and_over, end, pod=world.hostile))
    sums = [sum(column) for column in zip(*(process.result(seconds + 60) for process in processes))]
    check(sums[1], "the attack did nothing")
    return "%d done in %d rounds, %d ended by the agent" % tuple(sums)


def hold(world, body, accounts=ACCOUNTS, in_pod=True):
    """Runs `body(socket)` once in each process; it yields connections, which are held for a while once all are there. That it
    gets fewer than it wants is what the agent may do; it gives up after some seconds."""

    def held():
        connections = []
        end = time.monotonic() + PATIENCE
        try:
            for connection in body(world.agent.socket):
                connections.append(connection)
                if time.monotonic() > end:
                    break
        except OSError:
            pass
        time.sleep(SECONDS)
        return len(connections)

    processes = [world.process(held, uid=HOSTILE_UID + index) for index in range(accounts)]
    if in_pod:
        processes.append(world.process(held, pod=world.hostile))
    counts = [process.result(PATIENCE + SECONDS + 60) for process in processes]
    return "%d connections of %d callers" % (sum(counts), len(counts))
