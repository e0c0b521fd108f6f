"""Attacks on the agent's memory: requests, answers, headers, names."""

import os
import struct
import time

from lib import grpc
from lib.flood import flood, hold
from lib.grpc import call, ids
from lib.http2 import (
    DATA,
    END_HEADERS,
    HEADERS,
    INITIAL_WINDOW_SIZE,
    WINDOW_UPDATE,
    Connection,
    frame,
    literal,
    request,
    setting,
)
from lib.suite import attack

CONNECTIONS, STREAMS = 32, 64


def connections(send, settings=b"", count=CONNECTIONS, read=True):
    """A body for hold: so many connections, and what each sends once it has been accepted."""

    def body(socket):
        for index in range(count):
            connection = Connection(socket, settings=settings, timeout=1)
            yield connection
            try:
                if read:
                    connection.send_and_forget(send(index))
                else:
                    connection.send(send(index))
            except OSError:
                # Hung up on, or not listened to; the others are tried.
                continue

    return body


@attack("unfinished-requests")
def unfinished_requests(world):
    """32 connections of each account with 64 calls of 16 KiB each, that lack their last octets."""
    body = struct.pack(">BI", 0, 16000) + b"a" * 15900
    return hold(world, connections(lambda _: b"".join(call(s, grpc.WHO_AM_I, body, 0) for s in ids())))


@attack("unfinished-requests-everywhere")
def unfinished_everywhere(world):
    """The same in requests to every other method, health and reflection among them."""
    body = struct.pack(">BI", 0, 16000) + b"a" * 15900
    paths = (grpc.WHO_IS, grpc.WATCH, grpc.OVERVIEW, grpc.HEALTH_CHECK, grpc.HEALTH_WATCH, grpc.REFLECTION, b"/no/Such")
    return hold(world, connections(lambda _: b"".join(call(s, paths[s // 2 % len(paths)], body, 0) for s in ids())))


@attack("answers-never-read")
def answers_never_read(world):
    """Calls whose answers are never read from the socket."""

    def body(socket):
        for _ in range(CONNECTIONS):
            connection = Connection(socket, timeout=0.1)
            yield connection
            try:
                for stream in ids(2000):
                    connection.send(call(stream, grpc.WHO_AM_I, grpc.message()))
            except OSError:
                continue

    return hold(world, body)


@attack("answers-never-read-by-many")
def answers_never_read_by_many(world):
    """The same from 32 accounts, with 32 calls on each of 32 connections, which they make anew whenever the agent closes one."""

    def body(socket, end):
        # What they make the agent keep is looked at, not that 32 busy processes slow everybody on a small machine down.
        os.setpriority(os.PRIO_PROCESS, 0, 19)
        made, connections = 0, []
        try:
            while time.monotonic() < end:
                if len(connections) == CONNECTIONS:
                    connections.pop(0).close()
                connections.append(Connection(socket, timeout=0.1))
                connections[-1].send(*(call(stream, grpc.WHO_AM_I, grpc.message()) for stream in ids(32)))
                made += 32
        finally:
            for connection in connections:
                connection.close()
        return made

    return flood(world, body, accounts=32, seconds=4)


@attack("zero-windows")
def zero_windows(world):
    """Calls whose answers may not be sent, for the window of their streams is 0."""
    none = setting(INITIAL_WINDOW_SIZE, 0)
    return hold(
        world, connections(lambda _: b"".join(call(s, grpc.WHO_AM_I, grpc.message()) for s in ids()), settings=none)
    )


@attack("window-of-one-octet")
def window_drip(world):
    """Answers that may be sent octet by octet."""

    def body(socket, end):
        given = 0
        with Connection(socket, settings=setting(INITIAL_WINDOW_SIZE, 0)) as connection:
            connection.send(*(call(s, grpc.WHO_AM_I, grpc.message()) for s in ids()))
            while time.monotonic() < end:
                connection.send_and_forget(b"".join(frame(WINDOW_UPDATE, 0, s, struct.pack(">I", 1)) for s in ids()))
                given += STREAMS
                time.sleep(0.01)
        return given

    return flood(world, body)


def long_name(index, stream, size=16000):
    return grpc.message(grpc.octets(1, (b"%d-%d-" % (index, stream)).ljust(size, b"x")))


@attack("health-watch-names")
def health_watch_names(world):
    """Health/Watch of service names of 16,000 octets, each another one."""
    return hold(world, connections(lambda i: b"".join(call(s, grpc.HEALTH_WATCH, long_name(i, s)) for s in ids())))


@attack("health-watch-names-turnover")
def health_watch_turnover(world):
    """The same by ever new connections."""

    def body(socket, end):
        made = 0
        while time.monotonic() < end:
            with Connection(socket) as connection:
                for stream in ids():
                    name = long_name(int(time.monotonic() * 1e6), stream)
                    connection.send_and_forget(call(stream, grpc.HEALTH_WATCH, name))
                    made += 1
        return made

    return flood(world, body)


@attack("health-check-flood")
def health_check_flood(world):
    """Health/Check without end, of names of 16,000 octets and of the agent's own."""

    def body(socket, end):
        made, stream = 0, 1
        with Connection(socket) as connection:
            while time.monotonic() < end:
                batch = []
                for _ in range(20):
                    name = grpc.message() if stream % 4 == 1 else long_name(0, stream)
                    batch.append(call(stream, grpc.HEALTH_CHECK, name))
                    stream += 2
                connection.send_and_forget(b"".join(batch))
                made += 20
        return made

    return flood(world, body)


def reflection(number, size):
    """A question of reflection: 3 a file by name, 4 the file with a symbol, 7 all services."""
    return grpc.message(grpc.octets(number, b"attestor.agent.v1.Attestor".ljust(size, b"x") if size else b""))


@attack("reflection-names")
def reflection_names(world):
    """Reflection about symbols and files with names of 16,000 octets, on streams that stay open."""

    def send(_):
        return b"".join(call(s, grpc.REFLECTION, reflection(3 + s // 2 % 2, 16000), 0) for s in ids())

    return hold(world, connections(send))


@attack("reflection-unread")
def reflection_unread(world):
    """Thousands of questions to reflection on each stream, whose large answers are never read."""
    symbol = grpc.message(grpc.octets(4, b"attestor.agent.v1.Attestor"))

    def body(socket):
        for _ in range(CONNECTIONS):
            connection = Connection(socket, timeout=0.1)
            yield connection
            try:
                connection.send(*(call(s, grpc.REFLECTION, symbol, 0) for s in ids()))
                for _ in range(100):
                    connection.send(*(frame(DATA, 0, s, symbol * 100) for s in ids()))
            except OSError:
                continue

    return hold(world, body)


@attack("reflection-flood")
def reflection_flood(world):
    """Questions to reflection on one stream as fast as they are taken, with the answers read."""
    questions = reflection(7, 0) + grpc.message(grpc.octets(4, b"attestor.agent.v1.Attestor"))

    def body(socket, end):
        made = 0
        with Connection(socket) as connection:
            connection.send(
                frame(WINDOW_UPDATE, payload=struct.pack(">I", 2**30)),
                call(1, grpc.REFLECTION, questions, 0),
                frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", 2**30)),
            )
            while time.monotonic() < end:
                connection.send_and_forget(frame(DATA, 0, 1, questions * 100))
                made += 200
        return made

    return flood(world, body)


@attack("watches-never-read")
def watches_never_read(world):
    """Watch on every stream of every connection, and nobody reads."""
    return hold(world, connections(lambda _: b"".join(call(s, grpc.WATCH, grpc.message()) for s in ids()), read=False))


@attack("header-hoard")
def header_hoard(world):
    """64 calls with 7 KiB of headers on each of 32 connections, whose requests never come."""
    block = request(grpc.WHO_AM_I) + literal(b"x", b"y" * 7000)
    return hold(world, connections(lambda _: b"".join(frame(HEADERS, END_HEADERS, s, block) for s in ids())))
