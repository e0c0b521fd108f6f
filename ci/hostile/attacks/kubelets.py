"""Kubelets that answer incorrectly, and impostors."""

import time

from lib import grpc, kubelet
from lib.node import brief, check
from lib.suite import attack
from lib.world import HONEST_UID

# How long a caller in a pod waits for the kubelet after the last list has expired.
PATIENCE = 15
# The agent abandons a request that stalls after 10 s, and one with a slow body after 30 s.
RECOVERY = 35


def answer_in_time(world):
    """The answer to the victim's process. The agent delays callers whose earlier calls failed."""
    return world.process(lambda: str(grpc.ask(world.agent.socket, timeout=PATIENCE)), pod=world.victim).result()


@attack("kubelet-manners", beside=False, agent={"k8s": "max_poll_attempts = 3"})
def manners(world):
    """The kubelet stalls, drips, never ends, hangs up in the middle, redirects or lies: callers in pods get an error in time,
    those of the host are answered, and all are as soon as it is well again."""
    told = {}
    for name in kubelet.MANNERS:
        if name == "well":
            continue
        world.kubelet_answers(name)
        time.sleep(0.6)
        began = time.monotonic()
        waiting = world.process(lambda: str(grpc.ask(world.agent.socket, timeout=PATIENCE + 5)), pod=world.victim)
        host = world.ask_as(uid=HONEST_UID)
        check(host == "not in a pod", "%s: a caller of the host got %s" % (name, brief(host)))
        check(time.monotonic() - began < 1.5, "%s: a caller of the host waited" % name)
        told[name] = waiting.result(PATIENCE + 10)
        took = time.monotonic() - began
        check(took <= PATIENCE, "%s: a caller waited %.0f s for its error" % (name, took))
        check(not told[name].startswith(("in pod", "not in a pod")), "%s: %s" % (name, brief(told[name])))
        world.kubelet_answers("well")
        end = time.monotonic() + RECOVERY
        while answer_in_time(world) != "in pod: " + " ".join(world.victim.selectors):
            check(time.monotonic() < end, "%s: no right answer %d s after it is well" % (name, RECOVERY))
    leaks = [name for name, answer in told.items() if "127.0.0.1" in answer or str(world.folder) in answer]
    check(not leaks, "callers are told addresses or paths, such as: %s" % brief(told[leaks[0]] if leaks else ""))
    return "%d ways, each an error" % len(told)
