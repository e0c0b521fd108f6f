"""Streams that stay open: many of them, cancelled ones, and ones whose process ends."""

import json
import os
import select
import signal
import threading
import time

from lib import grpc, http2, node
from lib.flood import flood
from lib.grpc import call
from lib.http2 import RST_STREAM, Connection, frame
from lib.node import LIBC, LeftOut, brief, check
from lib.suite import attack
from lib.world import HONEST_UID, NOSY_UID

from attacks.frames import CANCEL, one_after_the_other
from attacks.processes import process_with_number

OFTEN = {"more": 'watch_interval = "500ms"'}
CONTAINERS, STREAMS = 20, 16


@attack("watch-rapid-reset", agent=OFTEN)
def watch_rapid_reset(world):
    """Watch streams that are cancelled in the moment in which they are made."""
    return flood(
        world,
        one_after_the_other(
            lambda stream: call(stream, grpc.WATCH, grpc.message()) + frame(RST_STREAM, 0, stream, CANCEL)
        ),
    )


@attack("watch-reset-when-answered", agent=OFTEN)
def watch_reset_when_answered(world):
    """Watch streams that are cancelled as soon as their first answer has come, one after the other."""

    def body(socket, end):
        made = 0
        with grpc.Client(socket) as client:
            while time.monotonic() < end:
                stream = client.start(grpc.WATCH)
                client.next_message(stream)
                client.connection.send(frame(RST_STREAM, 0, stream, CANCEL))
                made += 1
        return made

    return flood(world, body)


@attack("watches-of-many-containers", agent=OFTEN)
def watches_of_many_containers(world):
    """20 containers with 16 Watch streams each, as many as they may have; all are answered, and tell them of themselves."""
    pods = [node.Pod(0x6000 + number, "watcher%d" % number) for number in range(CONTAINERS)]
    world.list_pods(*(pod.json for pod in pods))
    for pod in pods:
        world.cgroups.make(world.cgroup_of(pod))
    time.sleep(0.6)

    def body(name):
        mine, seen = b"k8s:pod-name:" + name.encode(), 0
        with grpc.Client(world.agent.socket, timeout=10) as client:
            for _ in range(STREAMS):
                first = client.next_message(client.start(grpc.WATCH))
                check(isinstance(first, bytes) and mine in first, "%s was told %s" % (name, brief(str(first))))
                seen += 1
            time.sleep(3)
        return seen

    try:
        processes = [world.process(body, pod.name, pod=pod) for pod in pods]
        return "%d streams" % sum(process.result() for process in processes)
    finally:
        world.list_pods()


def watching(path, bodies):
    """A connected socket with a Watch for each body, all of which were answered."""
    connection = Connection(path)
    connection.send(*(call(2 * index + 1, grpc.WATCH, grpc.message(body)) for index, body in enumerate(bodies)))
    answered = set()
    while len(answered) < len(bodies):
        kind, _, stream, _ = connection.read_frame()
        check(kind != http2.RST_STREAM, "a stream was refused")
        if kind == http2.DATA:
            answered.add(stream)
    return connection


def all_that_comes(socket, seconds):
    """Everything that comes in a time, as octets."""
    got, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        readable, _, _ = select.select([socket], [], [], max(0, end - time.monotonic()))
        if readable:
            data = socket.recv(1 << 16)
            if not data:
                break
            got += data
    return got


def told_of_nobody(what, octets):
    check(b"k8s:" not in octets, "%s that had ended went on, and told %s" % (what, brief(repr(octets))))


def reuse(world, count):
    """Ends processes that watch themselves, or are watched, and has processes of the victim's take their numbers."""
    watched, own = [], []
    for _ in range(count):
        socket = http2.socket.socket(http2.socket.AF_UNIX)
        socket.settimeout(10)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                socket.connect(str(world.agent.socket))
                connection = Connection.over(socket)
                connection.send(call(1, grpc.WATCH, grpc.message()))
                while connection.read_frame()[0] != http2.DATA:
                    pass
                os.write(writing, b"1")
                signal.pause()
            finally:
                os._exit(0)
        os.close(writing)
        check(os.read(reading, 1) == b"1", "a stream was not answered")
        os.close(reading)
        own.append(socket)
        watched.append(child)
    operator, said = operator_of(world, watched)
    others = []
    for number in watched:
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        try:
            other = process_with_number(number)
        except OSError as error:
            raise LeftOut("numbers of processes cannot be chosen here: %s" % error) from None
        if other == 0:
            world.cgroups.enter(world.cgroup_of(world.victim))
            signal.pause()
            os._exit(0)
        others.append(other)
    try:
        for socket in own:
            # What was sent before is for the process that had the number then.
            all_that_comes(socket, 0.1)
        time.sleep(1.5)
        for socket in own:
            told_of_nobody("a process's own stream", all_that_comes(socket, 0.1))
            socket.close()
        with os.fdopen(said) as out:
            check(json.load(out) == [], "a stream about another process went on for the one that took its number")
    finally:
        for other in others + [operator]:
            os.kill(other, signal.SIGKILL)
            os.waitpid(other, 0)
    return "%d numbers" % count


def operator_of(world, watched):
    """A process that may ask about others, and watches those; says at the end what it was told of any pod."""
    reading, writing = os.pipe()
    ready, is_ready = os.pipe()
    operator = os.fork()
    if operator == 0:
        try:
            os.setgroups([])
            os.setresgid(NOSY_UID, NOSY_UID, NOSY_UID)
            os.setresuid(NOSY_UID, NOSY_UID, NOSY_UID)
            connection = watching(world.agent.socket, [grpc.number(1, pid) for pid in watched])
            os.write(is_ready, b"1")
            got = all_that_comes(connection.socket, 4)
            os.write(writing, json.dumps(["told"] if b"k8s:" in got else []).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.close(is_ready)
    check(os.read(ready, 1) == b"1", "the streams about others were not answered")
    os.close(ready)
    return operator, reading


@attack("watch-pid-reuse", agent=OFTEN)
def watch_pid_reuse(world):
    """Processes end while they watch themselves and are watched, and processes of the victim's pod get their numbers."""
    return world.process(reuse, world, 12).result()


SYS_EXIT = {"x86_64": 60, "aarch64": 93}


def asking_without_first_thread(socket, own):
    """Asks from another thread before and after the first one has ended; own are the selectors, none for the host."""
    number = SYS_EXIT.get(os.uname().machine)
    if not number:
        raise LeftOut("ending a thread on " + os.uname().machine)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        threading.Thread(target=ask_and_exit, args=(socket, own, writing)).start()
        LIBC.syscall(number, 0)
    os.close(writing)
    with os.fdopen(reading) as out:
        faults = json.load(out)
    os.waitpid(child, 0)
    check(not faults, "; ".join(faults[:3]))
    return True


def ask_and_exit(socket, own, writing):
    faults = []

    def look(ask):
        try:
            answer = ask()
        except OSError:
            # On cgroup v1 the agent cannot tell who it is, and takes few connections of all those together.
            return
        right = answer.status == grpc.OK and answer.selectors == own and answer.in_pod == bool(own)
        # There it also says so.
        if not right and not str(answer).startswith("status "):
            faults.append(str(answer))

    try:
        with grpc.Client(socket) as before:
            check(before.who_am_i().selectors == own, "it was not answered before")
            stat = "/proc/%d/stat" % os.getpid()
            end = time.monotonic() + 5
            while open(stat).read().rsplit(")", 1)[1].split()[0] != "Z":
                check(time.monotonic() < end, "the first thread did not end")
                time.sleep(0.01)
            for _ in range(20):
                look(before.who_am_i)
                look(lambda: grpc.ask(socket))
    except Exception as error:
        faults.append("%s: %s" % (type(error).__name__, error))
    os.write(writing, json.dumps(faults).encode())
    os._exit(0)


@attack("first-thread-ended")
def first_thread_ended(world):
    """The first thread of a caller ends while others ask: a pod's process is never answered as the host's, nor as another's."""
    processes = [
        world.process(asking_without_first_thread, world.agent.socket, pod.selectors, pod=pod)
        for pod in (world.hostile, world.victim, world.blog)
    ]
    processes += [
        world.process(asking_without_first_thread, world.agent.socket, [], uid=HONEST_UID + 20 + n) for n in range(3)
    ]
    return "%d processes" % sum(process.result() for process in processes)
