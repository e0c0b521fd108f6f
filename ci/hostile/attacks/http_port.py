"""The port of metrics and probes, which every process on the host reaches."""

import socket
import time

from lib import honest
from lib.flood import flood
from lib.node import check
from lib.suite import attack

PATHS = (b"/live", b"/ready", b"/metrics")


def connect(port, timeout=2):
    return socket.create_connection(("127.0.0.1", port), timeout)


def get(port, path, timeout=2):
    """Status line and body."""
    with connect(port, timeout) as connection:
        connection.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path)
        data = b""
        while True:
            more = connection.recv(1 << 16)
            if not more:
                return data
            data += more


def get_again(port, path):
    """Like get, but retries if disconnected, because the agent closes the oldest connection beyond its limit."""
    end = time.monotonic() + honest.LIMIT
    while True:
        try:
            answer = get(port, path)
        except ConnectionError as hung_up:
            answer = str(hung_up).encode()
        if answer.startswith(b"HTTP/") or time.monotonic() > end:
            return answer


def probes(world, seconds):
    """Sends requests like the kubelet's probes and Prometheus; each must be answered within a second."""

    def body():
        slowest, asked, end = 0.0, 0, time.monotonic() + seconds
        while time.monotonic() < end:
            for path in PATHS:
                began = time.monotonic()
                try:
                    answer = get_again(world.agent.http_port, path)
                except OSError as error:
                    answer = str(error).encode()
                took = time.monotonic() - began
                check(answer.startswith(b"HTTP/1.1 200"), "%s: %s" % (path, answer[:100]))
                check(took <= honest.LIMIT, "%s took %.2f s" % (path, took))
                slowest, asked = max(slowest, took), asked + 1
            time.sleep(0.1)
        return "%d probes answered, slowest %.0f ms" % (asked, slowest * 1000)

    # As root, as the kubelet is.
    return world.process(body)


def beside_probes(world, body, **options):
    """Floods the port while the probes run."""
    probing = probes(world, 2)
    port = world.agent.http_port
    seen = flood(world, lambda _, end: body(port, end), **options)
    return seen + "; " + probing.result()


def held(send, count):
    """Returns a body that opens this number of connections, sends something on each, and keeps them open."""

    def body(port, end):
        opened = []
        try:
            for _ in range(count):
                opened.append(connect(port))
                opened[-1].sendall(send)
        except OSError:
            pass
        time.sleep(max(0, end - time.monotonic()))
        for connection in opened:
            connection.close()
        return len(opened)

    return body


@attack("http-half-request")
def half_request(world):
    """Accounts send half an HTTP request, on one connection each, and wait."""
    return beside_probes(world, held(b"GET /live HTTP/1.1\r\nHost: x\r\nX: ", 1))


@attack("http-many-half-requests")
def many_half_requests(world):
    """The same on 300 connections each."""
    return beside_probes(world, held(b"GET /live HTTP/1.1\r\nHost: x\r\nX: ", 300))


@attack("http-silence")
def silence(world):
    """300 connections each on which nothing is sent."""
    return beside_probes(world, held(b"", 300))


@attack("http-half-body")
def half_body(world):
    """Requests that promise a body of 2 GiB, or chunks, that do not come."""
    promises = (
        b"POST /live HTTP/1.1\r\nHost: x\r\nContent-Length: 2147483647\r\n\r\nx",
        b"GET /ready HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\nx",
        b"PUT /metrics HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
    )

    def body(port, end):
        return sum(held(promise, 20)(port, end if promise is promises[-1] else 0) for promise in promises)

    return beside_probes(world, body)


@attack("http-slow-reading")
def slow_reading(world):
    """Requests for the metrics whose answers are not read, hundreds on a connection."""

    def body(port, end):
        opened = []
        for _ in range(100):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.settimeout(0.05)
            try:
                connection.connect(("127.0.0.1", port))
                connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
            except OSError:
                pass
            opened.append(connection)
        time.sleep(max(0, end - time.monotonic()))
        return len(opened)

    return beside_probes(world, body)


@attack("http-drip")
def drip(world):
    """A request that comes octet by octet, on 50 connections each."""

    def body(port, end):
        opened, request = [], b"GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 10000
        for _ in range(50):
            opened.append(connect(port))
        sent = 0
        while time.monotonic() < end:
            for connection in list(opened):
                try:
                    connection.sendall(request[sent : sent + 1])
                except OSError:
                    opened.remove(connection)
            sent += 1
            time.sleep(0.02)
        return sent

    return beside_probes(world, body)


@attack("http-huge-headers")
def huge_headers(world):
    """Request lines and headers without end."""
    endless = (
        b"GET /" + b"x" * 4096,
        b"GET /live HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 4096,
        b"GET /live HTTP/1.1\r\n" + b"a: b\r\n" * 700,
    )

    def body(port, end):
        sent = 0
        while time.monotonic() < end:
            for beginning in endless:
                try:
                    with connect(port) as connection:
                        connection.sendall(beginning)
                        for _ in range(500):
                            connection.sendall(beginning[-4096:] if b"\r\na: b" not in beginning else b"a: b\r\n" * 700)
                            sent += 4096
                            if time.monotonic() > end:
                                break
                except OSError:
                    continue
        return sent

    return beside_probes(world, body)


@attack("http-request-flood")
def request_flood(world):
    """Requests as fast as they are answered, with odd methods, paths and headers among them."""
    requests = (
        b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /\x1b[31m HTTP/1.1\r\nHost: x\r\n\r\n",
        b"TRACE /live HTTP/9.9\r\n\r\n",
        b"GET http://127.0.0.1:1/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /live?" + b"x" * 1000 + b" HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"\r\n\r\n\r\n\0\0\0",
    )

    def body(port, end):
        made = 0
        while time.monotonic() < end:
            with connect(port, 0.3) as connection:
                try:
                    connection.sendall(requests[made % len(requests)])
                    connection.recv(1 << 16)
                except OSError:
                    pass
            made += 1
        return made

    return beside_probes(world, body)


@attack("http-port-taken", beside=False, on_agent=False)
def port_taken(world):
    """Somebody has taken the port before the agent starts: it starts, answers, and gets the port once it is free."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        agent = world.start_agent(http_port=port)
        answer = world.ask_as(pod=world.blog)
        check(answer == "in pod: " + " ".join(world.blog.selectors), "a pod got %s" % answer)
        log = agent.log_text()
        check(str(port) in log, "the log does not name the port that is taken: " + log[-300:])
    end = time.monotonic() + 45
    while True:
        try:
            if get(port, b"/live").startswith(b"HTTP/1.1 200"):
                break
        except OSError:
            pass
        check(time.monotonic() < end, "the agent does not listen within 45 s of the port's being free")
        time.sleep(0.2)
    world.stop_agent()
    return "answered without the port, and has it %.0f s after it was free" % (time.monotonic() - end + 45)
