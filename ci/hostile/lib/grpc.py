"""gRPC over lib.http2, and some messages of the APIs of agent, plugin and runtime."""

import itertools
import struct

from . import http2

ATTESTOR = b"/attestor.agent.v1.Attestor/"
WHO_AM_I, WHO_IS, WATCH = ATTESTOR + b"WhoAmI", ATTESTOR + b"WhoIs", ATTESTOR + b"Watch"
OVERVIEW = b"/attestor.agent.v1.Operations/Overview"
HEALTH_CHECK, HEALTH_WATCH = b"/grpc.health.v1.Health/Check", b"/grpc.health.v1.Health/Watch"
REFLECTION = b"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"

OK, CANCELLED, NOT_FOUND, PERMISSION_DENIED = 0, 1, 5, 7
RESOURCE_EXHAUSTED, FAILED_PRECONDITION, UNIMPLEMENTED, INTERNAL, UNAVAILABLE = 8, 9, 12, 13, 14


def varint(value):
    value %= 1 << 64
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    """Encodes a field of an integer type."""
    return varint(field << 3) + varint(value)


def octets(field, value):
    """Encodes a field of a string, bytes or message type."""
    return varint(field << 3 | 2) + varint(len(value)) + value


def message(body=b"", compressed=0):
    """Adds the prefix of gRPC to a message."""
    return struct.pack(">BI", compressed, len(body)) + body


def ids(count=64):
    """The IDs of the first streams of a connection."""
    return range(1, 2 * count, 2)


def call(stream, path, body, flags=http2.END_STREAM, *more):
    """The frames of a call whose message, with its prefix, fits into one; `more` are header fields."""
    head = http2.frame(http2.HEADERS, http2.END_HEADERS, stream, http2.request(path, *more))
    return head + http2.frame(http2.DATA, flags, stream, body)


def parse(data):
    """A message as field number -> list of values; integers, or the octets of everything else."""
    fields, at = {}, 0

    def read():
        nonlocal at
        value = shift = 0
        while True:
            octet = data[at]
            at += 1
            value |= (octet & 127) << shift
            shift += 7
            if octet < 128:
                return value

    while at < len(data):
        key = read()
        if key & 7 == 0:
            value = read()
        elif key & 7 == 2:
            length = read()
            value, at = data[at : at + length], at + length
        else:
            width = {1: 8, 5: 4}[key & 7]
            value, at = data[at : at + width], at + width
        fields.setdefault(key >> 3, []).append(value)
    return fields


class Answer:
    """How a call ended."""

    def __init__(self, status, reason, messages):
        self.status, self.reason, self.messages = status, reason, messages

    @property
    def identity(self):
        return parse(parse(self.messages[0]).get(1, [b""])[0])

    @property
    def in_pod(self):
        return bool(self.messages) and self.status == OK and 2 in self.identity

    @property
    def not_in_pod(self):
        return bool(self.messages) and self.status == OK and 3 in self.identity

    @property
    def selectors(self):
        return [value.decode() for value in self.identity.get(4, [])] if self.messages else []

    def __str__(self):
        if self.not_in_pod:
            return "not in a pod"
        if self.in_pod:
            return "in pod: " + " ".join(self.selectors)
        return "status %s: %s" % (self.status, self.reason)


class Client:
    """Calls over one connection, one after the other."""

    def __init__(self, path, timeout=5):
        self.connection = http2.Connection(path, timeout=timeout)
        self.streams = itertools.count(1, 2)

    @classmethod
    def over(cls, connected):
        """Calls over a connected socket."""
        client = cls.__new__(cls)
        client.connection = http2.Connection.over(connected)
        client.streams = itertools.count(1, 2)
        return client

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.connection.close()

    def start(self, path, body=b""):
        """Starts a call and returns its stream."""
        stream = next(self.streams)
        data = message(body)
        parts = [data[at : at + 16384] for at in range(0, len(data), 16384)]
        self.connection.send(
            http2.frame(http2.HEADERS, http2.END_HEADERS, stream, http2.request(path)),
            *(http2.frame(http2.DATA, 0, stream, part) for part in parts[:-1]),
            http2.frame(http2.DATA, http2.END_STREAM, stream, parts[-1]),
        )
        return stream

    def next_message(self, stream):
        """The next message of a streaming call, or the Answer with which the call ends."""
        data = b""
        while True:
            kind, flags, of, payload = self.connection.read_frame()
            if of != stream:
                if kind == http2.GOAWAY:
                    raise http2.Closed("GOAWAY: " + payload[8:].decode("utf-8", "replace"))
                continue
            if kind == http2.DATA:
                data += payload
                if len(data) >= 5 and len(data) >= 5 + int.from_bytes(data[1:5], "big"):
                    return data[5:]
            elif kind == http2.RST_STREAM:
                raise http2.Closed("RST_STREAM %d" % int.from_bytes(payload, "big"))
            elif kind == http2.HEADERS and flags & http2.END_STREAM:
                fields = http2.decode(payload)
                return Answer(int(fields.get("grpc-status") or -1), fields.get("grpc-message"), [])

    def call(self, path, body=b""):
        """One call, to its end."""
        stream = self.start(path, body)
        messages = []
        while True:
            got = self.next_message(stream)
            if isinstance(got, Answer):
                got.messages = messages
                return got
            messages.append(got)

    def who_am_i(self):
        return self.call(WHO_AM_I)

    def who_is(self, pid):
        return self.call(WHO_IS, number(1, pid))


def ask(path, call=WHO_AM_I, body=b"", timeout=5):
    """Makes one call over a separate connection."""
    with Client(path, timeout) as client:
        return client.call(call, body)
