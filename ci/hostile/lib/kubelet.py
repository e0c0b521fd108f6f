#!/usr/bin/env python3
"""A kubelet stand-in: serves a pod list over TLS on 127.0.0.1, well or badly.

kubelet.py FOLDER [PORT]

The folder has server.crt, server.key, token and pods.json, which is read at each request, as is the file "manner": how to
answer, one of the names below. Prints the port. Without a file "manner" it answers as a kubelet does.
"""

import http.server
import pathlib
import ssl
import sys
import threading
import time

PATIENCE = 60


def well(handler, pods):
    handler.answer(200, pods)


def never(handler, pods):
    time.sleep(PATIENCE)


def stalls_in_the_body(handler, pods):
    handler.head(200, len(pods))
    handler.wfile.write(pods[: len(pods) // 2])
    never(handler, pods)


def byte_by_byte(handler, pods):
    handler.head(200, len(pods))
    for octet in pods:
        handler.wfile.write(bytes([octet]))
        time.sleep(0.02)


def closes_in_the_body(handler, pods):
    handler.head(200, len(pods))
    handler.wfile.write(pods[: len(pods) // 2])


def closes_in_a_chunk(handler, pods):
    handler.chunked()
    handler.wfile.write(b"%x\r\n%s" % (len(pods), pods[: len(pods) // 2]))


def endless_pods(handler, pods):
    handler.chunked()
    pod = pods[pods.index(b"[") + 1 : pods.rindex(b"]")] + b","
    handler.chunk(pods[: pods.index(b"[") + 1])
    for _ in range(1_000_000):
        handler.chunk(pod * 8)


def endless_blanks(handler, pods):
    handler.chunked()
    for _ in range(1_000_000):
        handler.chunk(b" " * 65536)


def endless_string(handler, pods):
    handler.chunked()
    handler.chunk(b'{"items":[{"metadata":{"name":"')
    for _ in range(1_000_000):
        handler.chunk(b"n" * 65536)


def endless_depth(handler, pods):
    handler.chunked()
    handler.chunk(b'{"items":[{"x":')
    for _ in range(1_000_000):
        handler.chunk(b"[" * 65536)


def endless_header(handler, pods):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for index in range(1_000_000):
        handler.wfile.write(b"X-%d: %s\r\n" % (index, b"x" * 1000))


def endless_chunk_extension(handler, pods):
    handler.chunked()
    handler.wfile.write(b"1;")
    for _ in range(1_000_000):
        handler.wfile.write(b"x" * 65536)


def half_a_list(handler, pods):
    handler.answer(200, pods[: pods.rindex(b"]")])


def two_lists(handler, pods):
    handler.answer(200, pods + pods)


def empty_list(handler, pods):
    handler.answer(200, b'{"kind": "PodList", "items": []}')


def another_kind(handler, pods):
    handler.answer(200, b'{"kind": "Status", "status": "Success"}')


def redirects(handler, pods):
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:1/pods")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def unauthorized(handler, pods):
    handler.answer(401, b"Unauthorized")


def long_error(handler, pods):
    handler.answer(500, b"\x1b[31mfault\r\nattestor: " * 100_000)


MANNERS = {
    name.replace("_", "-"): manner
    for name, manner in list(globals().items())
    if callable(manner) and getattr(manner, "__code__", None) and manner.__code__.co_varnames[:1] == ("handler",)
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = pathlib.Path(".")

    def do_GET(self):
        manner = self.folder / "manner"
        name = manner.read_text() if manner.exists() else "well"
        if self.path != "/pods" and not self.path.startswith("/pods?") and self.path != "/pods/":
            self.answer(404, b"404 page not found")
        elif self.headers.get("Authorization") != "Bearer " + (self.folder / "token").read_text():
            self.answer(401, b"Unauthorized")
        else:
            MANNERS[name](self, (self.folder / "pods.json").read_bytes())
            self.close_connection = name != "well"

    def head(self, status, length):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def answer(self, status, body):
        self.head(status, len(body))
        self.wfile.write(body)

    def chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """The client may disconnect."""


def serve(folder, port):
    Handler.folder = folder
    server = Server(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.crt", folder / "server.key")
    # The TLS handshake runs on the thread of the connection.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve(pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
