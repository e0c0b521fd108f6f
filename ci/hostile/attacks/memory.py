"""Things that the agent would have to keep: requests, answers, headers, names, connections."""

import gzip
import struct
import time

from lib import grpc, http2
from lib.flood import flood, hold
from lib.http2 import (
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    INITIAL_WINDOW_SIZE,
    WINDOW_UPDATE,
    Connection,
    frame,
    literal,
    request,
    setting,
)
from lib.node import check
from lib.suite import attack
from lib.world import HONEST_UID

CONNECTIONS, STREAMS = 32, 64


def ids(count=STREAMS):
    return range(1, 2 * count, 2)


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


def call(stream, path, body, flags=END_STREAM, *more):
    return frame(HEADERS, END_HEADERS, stream, request(path, *more)) + frame(DATA, flags, stream, body)


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
    return hold(
        world, connections(lambda _: b"".join(call(s, paths[s // 2 % len(paths)], body, 0) for s in ids()))
    )


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
                connection.send_and_forget(
                    b"".join(frame(WINDOW_UPDATE, 0, s, struct.pack(">I", 1)) for s in ids())
                )
                given += STREAMS
                time.sleep(0.01)
        return given

    return flood(world, body)


def long_name(index, stream, size=16000):
    return grpc.message(grpc.octets(1, (b"%d-%d-" % (index, stream)).ljust(size, b"x")))


@attack("health-watch-names")
def health_watch_names(world):
    """Health/Watch of service names of 16,000 octets, each another one."""
    return hold(
        world, connections(lambda i: b"".join(call(s, grpc.HEALTH_WATCH, long_name(i, s)) for s in ids()))
    )


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


@attack("call-flood")
def call_flood(world):
    """WhoAmI as fast as it is taken, on 8 connections of each account."""

    def body(socket, end):
        made, opened = 0, [Connection(socket) for _ in range(8)]
        stream = 1
        while time.monotonic() < end:
            for connection in opened:
                connection.send_and_forget(
                    b"".join(call(s, grpc.WHO_AM_I, grpc.message()) for s in range(stream, stream + 64, 2))
                )
                made += 32
            stream += 64
        return made

    return flood(world, body)


@attack("deadlines")
def deadlines(world):
    """Calls with the shortest, the longest and impossible deadlines."""
    times = (b"1n", b"0n", b"99999999H", b"-1S", b"1x", b"9" * 200 + b"H", b"S", b"\xff")

    def body(socket, end):
        made, stream = 0, 1
        with Connection(socket) as connection:
            while time.monotonic() < end:
                batch = []
                for value in times:
                    batch.append(call(stream, grpc.WHO_AM_I, grpc.message(), END_STREAM, (b"grpc-timeout", value)))
                    stream += 2
                connection.send_and_forget(b"".join(batch))
                made += len(times)
        return made

    return flood(world, body)


@attack("gzip-bomb")
def gzip_bomb(world):
    """Requests of 16 KiB that unpack to 16 MiB (grpc-encoding: gzip)."""
    bomb = gzip.compress(b"\0" * (16 << 20), 9)[:16300]
    bomb = grpc.message(bomb, compressed=1)
    paths = (grpc.WHO_AM_I, grpc.WHO_IS, grpc.HEALTH_CHECK, grpc.REFLECTION)

    def body(socket, end):
        made, stream = 0, 1
        with Connection(socket) as connection:
            while time.monotonic() < end:
                for path in paths:
                    packed = call(stream, path, bomb, END_STREAM, (b"grpc-encoding", b"gzip"))
                    connection.send_and_forget(packed)
                    stream += 2
                    made += 1
        return made

    return flood(world, body)


@attack("hpack-bomb")
def hpack_bomb(world):
    """A field of 4,000 octets in the table of the connection, named thousands of times in one octet each."""
    head = request(grpc.WHO_AM_I)
    plant = frame(HEADERS, END_HEADERS | END_STREAM, 1, head + literal(b"x", b"y" * 4000, 0x40))

    def body(socket, end):
        made, stream = 0, 3
        with Connection(socket) as connection:
            connection.send(plant)
            while time.monotonic() < end:
                block = head + b"\xbe" * 8000
                connection.send_and_forget(frame(HEADERS, END_HEADERS | END_STREAM, stream, block))
                stream += 2
                made += 1
        return made

    return flood(world, body)


@attack("hpack-table-changes")
def hpack_table(world):
    """Header blocks that change the size of the table thousands of times, and fill it anew."""
    block = (b"\x20" + http2.integer(4096, 5, 0x20)) * 1000 + request(grpc.WHO_AM_I)
    filling = b"".join(literal(b"n%d" % i, b"v" * 30, 0x40) for i in range(60)) + request(grpc.WHO_AM_I)

    def body(socket, end):
        made, stream = 0, 1
        with Connection(socket) as connection:
            while time.monotonic() < end:
                connection.send_and_forget(frame(HEADERS, END_HEADERS | END_STREAM, stream, (block, filling)[made % 2]))
                stream += 2
                made += 1
        return made

    return flood(world, body)


def in_frames(stream, block):
    """A header block in as many frames as it takes."""
    parts = [block[at : at + 16000] for at in range(0, len(block), 16000)] or [b""]
    out = []
    for index, part in enumerate(parts):
        kind = CONTINUATION if index else HEADERS
        out.append(frame(kind, END_HEADERS if index == len(parts) - 1 else 0, stream, part))
    return b"".join(out)


@attack("huge-headers")
def huge_headers(world):
    """Header blocks of 8 KiB to 1 MiB: one long value, one long name, many fields, and long paths."""
    head = request(grpc.WHO_AM_I)
    blocks = [
        head + literal(b"x", b"y" * 7500),
        head + literal(b"x", b"y" * 100_000),
        head + literal(b"n" * 100_000, b"y"),
        head + literal(b"cookie", b"a=b") * 5000,
        head + literal(b"x", b"y" * 1_000_000),
        request(b"/" + b"p" * 7000 + b"/M"),
    ]

    def body(socket, end):
        made = 0
        while time.monotonic() < end:
            for block in blocks:
                try:
                    with Connection(socket) as connection:
                        for stream in ids(16):
                            connection.send_and_forget(in_frames(stream, block))
                            made += 1
                except OSError:
                    continue
        return made

    return flood(world, body)


@attack("header-hoard")
def header_hoard(world):
    """64 calls with 7 KiB of headers on each of 32 connections, whose requests never come."""
    block = request(grpc.WHO_AM_I) + literal(b"x", b"y" * 7000)
    return hold(world, connections(lambda _: b"".join(frame(HEADERS, END_HEADERS, s, block) for s in ids())))


@attack("unknown-methods")
def unknown_methods(world):
    """Ever new paths, content types and authorities of 4,000 octets."""

    def body(socket, end):
        made, stream = 0, 1
        with Connection(socket) as connection:
            while time.monotonic() < end:
                batch = []
                for _ in range(10):
                    path = (b"/s%d/" % stream).ljust(4000, b"m")
                    kind = (b"content-type", b"application/grpc+" + path[1:2000])
                    batch.append(call(stream, path, grpc.message(), END_STREAM, kind))
                    stream += 2
                connection.send_and_forget(b"".join(batch))
                made += 10
        return made

    return flood(world, body)


@attack("connection-hoard")
def connection_hoard(world):
    """128 accounts hold as many idle connections as they get; somebody who has none gets one at once."""

    def body(socket):
        for _ in range(40):
            yield Connection(socket, timeout=2)

    def stranger():
        time.sleep(2.5)
        return str(grpc.ask(world.agent.socket, timeout=2))

    newcomers = [world.process(stranger, uid=HONEST_UID + 100 + index) for index in range(4)]
    seen = hold(world, body, accounts=128)
    for newcomer in newcomers:
        answer = newcomer.result()
        check(answer == "not in a pod", "a caller without a connection got %s" % answer)
    return seen


@attack("connection-turnover")
def connection_turnover(world):
    """Connections that are made and closed as fast as can be, half of them in the middle of a call."""

    def body(socket, end):
        made = 0
        while time.monotonic() < end:
            try:
                with Connection(socket) as connection:
                    if made % 2:
                        connection.send(call(1, grpc.WHO_AM_I, grpc.message()))
                made += 1
            except OSError:
                made += 1
        return made

    return flood(world, body)
