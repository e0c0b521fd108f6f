"""A container runtime that does not answer, or lies."""

import os
import socket
import threading
import time

from lib import grpc, http2
from lib.node import Failed, Pod, brief, check
from lib.suite import attack
from lib.world import HONEST_UID

# The agent delays a caller whose calls keep failing by up to 5 s.
PATIENCE = 15


class Runtime:
    """A stand-in behind a Unix socket; `manner(connection)` serves each connection."""

    def __init__(self, path, manner):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen(64)
        self.manner, self.connections = manner, []
        self.accepting = threading.Thread(target=self.accept, daemon=True)
        self.accepting.start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        try:
            self.manner(connection)
        except (OSError, IndexError):
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        os.unlink(self.path)
        # Closing it would let the thread that waits for a connection take one more.
        self.socket.shutdown(socket.SHUT_RDWR)
        self.accepting.join()
        self.socket.close()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It has ended.
            connection.close()


def silent(connection):
    time.sleep(60)


def shakes_hands_only(connection):
    connection.sendall(http2.frame(http2.SETTINGS))
    while connection.recv(1 << 16):
        pass


def noise(connection):
    connection.sendall(os.urandom(4096) * 100)


def hangs_up(connection):
    connection.close()


def answers(body, ends=True):
    """Returns a manner that answers every call with one message, or with the message for its method."""

    def manner(connection):
        reader = http2.Connection.over(connection, preface=b"")
        reader._read(len(http2.PREFACE))
        ok = b"\x88" + http2.literal(b"content-type", b"application/grpc")
        messages = {}
        while True:
            kind, flags, stream, payload = reader.read_frame()
            if kind == http2.HEADERS and isinstance(body, dict):
                messages[stream] = next((body[method] for method in body if method in payload), b"")
            if kind in (http2.DATA, http2.HEADERS) and flags & http2.END_STREAM:
                message = messages.pop(stream, body)
                reader.send(
                    http2.frame(http2.HEADERS, http2.END_HEADERS, stream, ok),
                    *(
                        http2.frame(http2.DATA, 0, stream, message[at : at + 16000])
                        for at in range(0, len(message), 16000)
                    ),
                )
                if ends:
                    trailers = http2.literal(b"grpc-status", b"0")
                    reader.send(http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, trailers))

    return manner


def word_of(container_id, pod, name=b"main"):
    """A runtime's answers about a container, by method."""
    labels = {
        b"io.kubernetes.pod.uid": pod.uid.encode(),
        b"io.kubernetes.pod.name": pod.name.encode(),
        b"io.kubernetes.pod.namespace": pod.namespace.encode(),
        b"io.kubernetes.container.name": name,
    }
    sandbox, running = b"5" * 64, 1
    container = grpc.octets(1, container_id.encode())
    metadata = (
        grpc.octets(1, pod.name.encode()) + grpc.octets(2, pod.uid.encode()) + grpc.octets(3, pod.namespace.encode())
    )
    status = (
        container
        + grpc.number(3, running)
        + grpc.octets(8, grpc.octets(1, b"registry.example/x:1"))
        + grpc.octets(9, b"registry.example/x@sha256:" + b"1" * 64)
        + b"".join(grpc.octets(12, grpc.octets(1, key) + grpc.octets(2, value)) for key, value in labels.items())
    )
    return {
        b"ListContainers": grpc.message(grpc.octets(1, container + grpc.octets(2, sandbox) + grpc.number(6, running))),
        b"ListPodSandbox": grpc.message(grpc.octets(1, grpc.octets(1, sandbox) + grpc.octets(2, metadata))),
        b"ContainerStatus": grpc.message(grpc.octets(1, status)),
        b"Version": grpc.message(grpc.octets(1, b"0.1.0") + grpc.octets(2, b"stand-in") + grpc.octets(3, b"1")),
    }


@attack(
    "runtime-stalls-or-lies",
    agent={"k8s": 'container_runtime_endpoint = "unix://@folder@/runtime.sock"\n  max_poll_attempts = 3'},
)
def stalls_or_lies(world):
    """The container runtime is silent, noisy, endless, or names the victim's pod for a container that the kubelet does not list."""
    young = Pod(0x4001, "young", "tenant", "default")
    young_entry = young.json
    young_entry["status"] = {"phase": "Pending"}
    world.list_pods(young_entry)
    world.cgroups.make(world.cgroup_of(young))
    lie = word_of(young.container_id, world.victim)
    manners = {
        "silent": silent,
        "handshake alone": shakes_hands_only,
        "noise": noise,
        "hangs up": hangs_up,
        "another pod": answers(lie),
        "a container that the pod lacks": answers(word_of(young.container_id, young, b"other")),
        "64 MiB": answers(grpc.message(grpc.octets(1, b"x" * (64 << 20)))),
        "no end": answers(lie, ends=False),
        "no message": answers(b"\0\0\0\0\x05\x0a\xff\xff\xff\xff"),
    }
    told = {}

    def ask():
        return world.process(lambda: str(grpc.ask(world.agent.socket, timeout=PATIENCE)), pod=young).result()

    try:
        for label, manner in manners.items():
            with Runtime(world.folder / "runtime.sock", manner):
                began = time.monotonic()
                try:
                    told[label] = ask()
                except Failed as failed:
                    raise Failed("%s: %s" % (label, failed)) from None
                took = time.monotonic() - began
                check(took < 10, "%s: an error after %.0f s" % (label, took))
                check(not told[label].startswith(("in pod", "not in a pod")), "%s: %s" % (label, brief(told[label])))
                began = time.monotonic()
                try:
                    host = world.ask_as(uid=HONEST_UID)
                except Failed as failed:
                    raise Failed("%s: a caller of the host: %s" % (label, failed)) from None
                check(host == "not in a pod", "%s: a caller of the host got %s" % (label, brief(host)))
        with Runtime(world.folder / "runtime.sock", answers(word_of(young.container_id, young))):
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    told["the truth"] = ask()
                except Failed as failed:
                    raise Failed("the truth: %s" % failed) from None
                if told["the truth"].startswith("in pod") and young.uid in told["the truth"]:
                    break
                check(time.monotonic() < end, "the truth: " + brief(told["the truth"]))
    finally:
        world.list_pods()
    return "%d manners; %s" % (len(told), "; ".join("%s: %s" % (k, brief(v, 60)) for k, v in told.items()))
