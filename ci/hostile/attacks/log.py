"""What callers can make the agent log."""

import json
import os
import time

from lib import grpc, http2
from lib.flood import SECONDS, flood
from lib.node import check
from lib.suite import attack
from lib.world import POD_UID

# The maximum that a flood of some seconds may add to the log: 30 events of each kind, and messages of libraries.
LIMIT = 512 << 10


def measured(world, body, **options):
    """Runs a flood; returns how many octets it added to the log, and whether the agent wrote every line."""
    before = world.agent.log_size()
    seen = flood(world, body, **options)
    time.sleep(0.3)
    with open(world.agent.log, "rb") as log:
        log.seek(before)
        added = log.read()
    check(
        len(added) <= LIMIT,
        "%d KiB were added to the log in %d s, such as %s" % (len(added) >> 10, SECONDS, added[:200]),
    )
    odd = [octet for octet in set(added) if octet < 32 and octet not in b"\t\n" or octet == 127]
    check(not odd, "the log has control characters: %s" % odd)
    check(b"\nforged" not in added, "a caller forged a line of the log")
    return "%s; %.1f KiB of log" % (seen, len(added) / 1024)


def one_call(path, body=b"", raw=False, *more):
    """Returns a body that repeats the call on new streams of one connection."""

    def run(socket, end):
        made, stream = 0, 1
        message = body if raw else grpc.message(body)
        with http2.Connection(socket) as connection:
            while time.monotonic() < end:
                batch = []
                for _ in range(50):
                    head = http2.request(path, *more)
                    batch.append(http2.frame(http2.HEADERS, http2.END_HEADERS, stream, head))
                    batch.append(http2.frame(http2.DATA, http2.END_STREAM, stream, message))
                    stream += 2
                connection.send_and_forget(b"".join(batch))
                made += 50
        return made

    return run


@attack("log-denied")
def denied(world):
    """Calls that are denied: WhoIs and Overview by accounts that may not."""
    return measured(world, one_call(grpc.WHO_IS, grpc.number(1, 1)))


@attack("log-failing")
def failing(world):
    """Calls that fail: a container that the kubelet does not list, asked by its own processes with short deadlines."""
    unlisted = world.cgroup_of(world.hostile).replace(world.hostile.container_id, "e" * 64)
    world.cgroups.make(unlisted)

    def body(socket, end):
        made = 0
        while time.monotonic() < end:
            try:
                with grpc.Client(socket) as client:
                    for _ in range(20):
                        client.start(grpc.WHO_AM_I)
                        made += 1
            except OSError:
                # Hung up on.
                time.sleep(0.01)
        return made

    inside = world.process(lambda: body(world.agent.socket, time.monotonic() + 3), cgroup=unlisted, uid=POD_UID + 2)
    seen = measured(world, one_call(grpc.WHO_AM_I, b"", False, (b"grpc-timeout", b"1m")))
    inside.result()
    return seen


@attack("log-broken-frames")
def broken_frames(world):
    """Connections that break the protocol in all ways that make a library write a warning."""
    breaking = (
        b"GET / HTTP/1.1\r\nforged: line\r\n\r\n",
        http2.PREFACE + http2.frame(http2.HEADERS, 4, 1, b"\xff" * 50),
        http2.PREFACE + http2.frame(http2.SETTINGS) + http2.frame(http2.DATA, 0, 0, b"forged\n\x1b[2J"),
        http2.PREFACE + http2.frame(http2.SETTINGS) + http2.frame(http2.GOAWAY, payload=b"\0" * 8 + b"\nforged line\n"),
        http2.PREFACE + http2.frame(http2.SETTINGS, payload=http2.setting(5, 1)),
        http2.PREFACE + http2.frame(http2.SETTINGS) + http2.frame(http2.WINDOW_UPDATE, payload=b"\0\0\0\0"),
    )

    def body(socket, end):
        made = 0
        while time.monotonic() < end:
            try:
                with http2.Connection(socket, shake=False, timeout=0.2) as connection:
                    connection.send(breaking[made % len(breaking)])
                    connection.socket.shutdown(1)
                    while connection.socket.recv(1 << 16):
                        pass
            except OSError:
                pass
            made += 1
        return made

    return measured(world, body)


@attack("log-bad-messages")
def bad_messages(world):
    """Requests that cannot be read: no message, wrong prefix, too large, unknown encodings, metadata that is no base64."""
    bodies = (b"", b"\x02\0\0\0\0", b"\0\xff\xff\xff\xff", b"\1\0\0\0\x05forge", b"\0\0\0\0\x02\x0a\x7f")
    heads = (
        http2.request(grpc.WHO_IS),
        http2.request(grpc.WHO_IS, (b"grpc-encoding", b"forged\r\n")),
        http2.request(grpc.WHO_IS, (b"x-forged-bin", b"*" * 100)),
        http2.request(b"/forged\nline/M\x1b[2J"),
        http2.request(grpc.REFLECTION),
        http2.request(grpc.HEALTH_CHECK),
    )

    def body(socket, end):
        made, stream = 0, 1
        with http2.Connection(socket) as connection:
            while time.monotonic() < end:
                batch = []
                for _ in range(60):
                    head, message = heads[made % len(heads)], bodies[made % len(bodies)]
                    batch.append(http2.frame(http2.HEADERS, http2.END_HEADERS, stream, head))
                    batch.append(http2.frame(http2.DATA, http2.END_STREAM, stream, message))
                    stream += 2
                    made += 1
                connection.send_and_forget(b"".join(batch))
        return made

    return measured(world, body)


@attack("log-hung-up")
def hung_up(world):
    """Processes that connect and end at once, and more connections than an account may have."""

    def body(socket, end):
        made = 0
        while time.monotonic() < end:
            child = os.fork()
            if child == 0:
                try:
                    http2.Connection(socket, shake=made % 2 == 0)
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
            held = []
            try:
                for _ in range(40):
                    held.append(http2.Connection(socket))
            except OSError:
                pass
            for connection in held:
                connection.close()
            made += 41
        return made

    return measured(world, body)


@attack("log-of-json", agent={"more": 'log_format = "json"'})
def log_of_json(world):
    """The same as JSON: broken frames and bad messages do not make a line that is none."""

    seen = broken_frames(world)
    for line in world.agent.log_text().splitlines():
        try:
            json.loads(line)
        except ValueError:
            check(False, "a line of the log is not JSON: " + line[:200])
    return seen
