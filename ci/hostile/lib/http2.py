"""A minimal HTTP/2 (RFC 9113, RFC 7541) for attacks that no library would send."""

import select
import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = 0, 1, 2, 3, 4
PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 6, 7, 8, 9

END_STREAM, ACK, END_HEADERS = 1, 1, 4

HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE = 1, 4

# RFC 7541, appendix A: the names, and the few values in responses.
STATIC_NAMES = """:authority :method :method :path :path :scheme :scheme :status :status :status :status :status
:status :status accept-charset accept-encoding accept-language accept-ranges accept access-control-allow-origin age
allow authorization cache-control content-disposition content-encoding content-language content-length
content-location content-range content-type cookie date etag expect expires from host if-match if-modified-since
if-none-match if-range if-unmodified-since last-modified link location max-forwards proxy-authenticate
proxy-authorization range referer refresh retry-after server set-cookie strict-transport-security transfer-encoding
user-agent vary via www-authenticate""".split()
STATIC_VALUES = dict(zip(range(8, 15), "200 204 206 304 400 404 500".split()))


def frame(kind, flags=0, stream=0, payload=b""):
    """Section 4.1 of RFC 9113."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def setting(key, value):
    return struct.pack(">HI", key, value)


def integer(value, prefix_bits, first=0):
    """Section 5.1 of RFC 7541."""
    limit = (1 << prefix_bits) - 1
    if value < limit:
        return bytes([first | value])
    out = bytearray([first | limit])
    value -= limit
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def text(value):
    """A string without Huffman coding, section 5.2."""
    return integer(len(value), 7) + value


def literal(name, value, first=0x00):
    """A field with a new name, section 6.2; 0x40 as the first octet adds it to the table."""
    return bytes([first]) + text(name) + text(value)


def request(path, *more):
    """The header block of a gRPC request."""
    fields = (
        (b":method", b"POST"),
        (b":scheme", b"http"),
        (b":path", path),
        (b":authority", b"localhost"),
        (b"content-type", b"application/grpc"),
        (b"te", b"trailers"),
    ) + more
    return b"".join(literal(name, value) for name, value in fields)


class Closed(OSError):
    """The other end closed the connection."""


def decode(block):
    """The fields of a header block without a dynamic table; a Huffman-coded value becomes None."""
    fields, at = {}, 0

    def number(bits):
        nonlocal at
        limit = (1 << bits) - 1
        value = block[at] & limit
        at += 1
        if value == limit:
            shift = 0
            while True:
                octet = block[at]
                at += 1
                value += (octet & 127) << shift
                shift += 7
                if octet < 128:
                    break
        return value

    def string():
        nonlocal at
        huffman = block[at] & 128
        length = number(7)
        at += length
        return None if huffman else block[at - length : at].decode("utf-8", "replace")

    while at < len(block):
        first = block[at]
        if first & 0x80:
            index = number(7)
            fields[STATIC_NAMES[index - 1]] = STATIC_VALUES.get(index)
        elif first & 0xE0 == 0x20:
            number(5)
        else:
            index = number(6 if first & 0x40 else 4)
            name = STATIC_NAMES[index - 1] if index else string()
            fields[name] = string()
    return fields


class Connection:
    """A connection to a Unix socket, after the HTTP/2 preface."""

    def __init__(self, path, settings=b"", timeout=5, shake=True):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.buffer = b""
        try:
            # Waits for a place in the listen queue, like a blocking connect.
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", int(timeout) + 1, 0))
            self.socket.connect(str(path))
            self.socket.settimeout(timeout)
            if shake:
                self.shake_hands(settings)
        except OSError:
            self.socket.close()
            raise

    @classmethod
    def over(cls, connected, preface=PREFACE):
        """Uses a connected socket; the server side sends no preface."""
        connection = cls.__new__(cls)
        connection.socket, connection.buffer = connected, b""
        connection.shake_hands(preface=preface)
        return connection

    def shake_hands(self, settings=b"", preface=PREFACE):
        self.send(preface, frame(SETTINGS, payload=setting(HEADER_TABLE_SIZE, 0) + settings))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, *parts):
        self.socket.sendall(b"".join(parts))

    def send_and_forget(self, data):
        """Sends, and discards received data meanwhile, so that the other end never blocks."""
        view = memoryview(data)
        self.socket.setblocking(False)
        try:
            while view:
                readable, writable, _ = select.select([self.socket], [self.socket], [], 5)
                if not readable and not writable:
                    raise TimeoutError("the other end takes nothing")
                if readable and not self.socket.recv(1 << 16):
                    raise Closed("hung up")
                if writable:
                    view = view[self.socket.send(view) :]
        finally:
            self.socket.settimeout(5)

    def _read(self, length):
        while len(self.buffer) < length:
            data = self.socket.recv(1 << 16)
            if not data:
                raise Closed("hung up")
            self.buffer += data
        data, self.buffer = self.buffer[:length], self.buffer[length:]
        return data

    def read_frame(self):
        """Reads a frame: kind, flags, stream and payload. Acknowledges SETTINGS and PING, and sends WINDOW_UPDATE for DATA."""
        head = self._read(9)
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        payload = self._read(int.from_bytes(head[:3], "big"))
        if kind == SETTINGS and not flags & ACK:
            self.send(frame(SETTINGS, ACK))
        elif kind == PING and not flags & ACK:
            self.send(frame(PING, ACK, payload=payload))
        elif kind == DATA and payload:
            grant = struct.pack(">I", len(payload))
            self.send(frame(WINDOW_UPDATE, payload=grant), frame(WINDOW_UPDATE, stream=stream, payload=grant))
        return kind, flags, stream & 0x7FFFFFFF, payload
