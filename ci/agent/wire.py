"""Minimal HTTP/2: makes single calls of the agent, or far too many at once."""

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY = 0, 1, 3, 4, 7
END_STREAM, END_HEADERS, ACK = 1, 4, 1


def frame(kind, flags, stream, payload):
    """A frame of RFC 9113, section 4.1."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def field(name, value):
    """A header field of RFC 7541, section 6.2.2, never indexed and never compressed."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


def call(method, message=b"", stream=1):
    """One gRPC call of the agent's API."""
    headers = b"".join(
        field(name, value)
        for name, value in (
            (b":method", b"POST"),
            (b":scheme", b"http"),
            (b":path", b"/attestor.agent.v1.Attestor/" + method),
            (b":authority", b"localhost"),
            (b"content-type", b"application/grpc"),
            (b"te", b"trailers"),
        )
    )
    return frame(HEADERS, END_HEADERS, stream, headers) + frame(
        DATA, END_STREAM, stream, b"\0" + struct.pack(">I", len(message)) + message
    )


def who_am_i(stream=1):
    """The call with an empty message."""
    return call(b"WhoAmI", stream=stream)


def who_is(pid):
    """The call that asks about another process."""
    number = bytearray(b"\x08")
    while pid > 127:
        number.append(pid & 127 | 128)
        pid >>= 7
    number.append(pid)
    return call(b"WhoIs", bytes(number))


def read_exactly(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def read_frame(connection):
    head = read_exactly(connection, 9)
    length = int.from_bytes(head[:3], "big")
    return head[3], head[4], read_exactly(connection, length)


def is_answered(connection, request=who_am_i()):
    """Whether a message arrives. A refused call gets only trailers, or the connection ends."""
    try:
        connection.sendall(PREFACE + frame(SETTINGS, 0, 0, b"") + request)
        while True:
            kind, flags, payload = read_frame(connection)
            if kind == DATA and payload:
                return True
            if kind in (RST_STREAM, GOAWAY) or (kind == HEADERS and flags & END_STREAM):
                return False
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return False
