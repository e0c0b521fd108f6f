"""Calls, headers and connections: too many, too large, or packed."""

import gzip
import time

from lib import grpc, honest, http2
from lib.flood import flood, hold
from lib.grpc import call, ids
from lib.http2 import (
    CONTINUATION,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    Connection,
    frame,
    literal,
    request,
)
from lib.node import check
from lib.suite import attack
from lib.world import HONEST_UID


@attack("call-flood")
def call_flood(world):
    """Calls WhoAmI as fast as possible, on 8 connections of each account."""

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
    """Splits a header block into as many frames as necessary."""
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
            # This attack is not about speed.
            time.sleep(0.05)

    def stranger():
        time.sleep(2.5)
        return str(grpc.ask(world.agent.socket, timeout=2 * honest.LIMIT))

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
