"""Attacks on the SPIRE plugin: calls that SPIRE's agent can be made to send."""

import os
import re
import subprocess
import tempfile
import time

from lib import grpc
from lib.node import brief, check
from lib.suite import attack
from lib.world import HOME

CONFIGURE = b"/spire.service.common.config.v1.Config/Configure"
ATTEST = b"/spire.plugin.agent.workloadattestor.v1.WorkloadAttestor/Attest"
HANDSHAKE = re.compile(r"1\|1\|unix\|(/[^|]+)\|grpc\|")


class Plugin:
    """attestor-k8s, started like by SPIRE's agent."""

    def __init__(self):
        # By this variable, go-plugin detects that a host has started it.
        environment = {**os.environ, "WorkloadAttestor": "WorkloadAttestor", "PLUGIN_PROTOCOL_VERSIONS": "1"}
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [str(HOME / "bin/attestor-k8s")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        handshake = self.process.stdout.readline().decode()
        found = HANDSHAKE.match(handshake)
        check(found, "no handshake but " + handshake)
        self.socket = found.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()

    def log_size(self):
        return os.fstat(self.log.fileno()).st_size


def configure(client, text):
    trust_domain = grpc.octets(1, grpc.octets(1, b"example.org"))
    return client.call(CONFIGURE, trust_domain + grpc.octets(2, text.encode()))


def said(answer):
    return "status %s: %s" % (answer.status, answer.reason)


def values(answer):
    return sorted("k8s:" + value.decode() for value in grpc.parse(answer.messages[0]).get(1, []))


@attack("plugin-odd-numbers", on_agent=False)
def odd_numbers(world):
    """The plugin is asked about 0, negative and huge numbers, kernel threads, zombies, itself, and by requests that are none."""
    zombie = os.fork()
    if zombie == 0:
        os._exit(0)
    target = world.process(time.sleep, 60, pod=world.victim)
    numbers = (0, -1, -(2**31), 2**31 - 1, 2**32 + target.pid, 2**63, 1, 2, zombie, os.getpid())
    bodies = {str(number): grpc.number(1, number) for number in numbers}
    bodies["twice"] = grpc.number(1, target.pid) + grpc.number(1, -1)
    bodies["a string"] = grpc.octets(1, str(target.pid).encode())
    bodies["a varint without end"] = b"\x08" + b"\xff" * 12
    bodies["a megabyte of unknown fields"] = grpc.octets(99, b"x" * (1 << 20))
    slowest = 0.0
    with Plugin() as plugin, grpc.Client(plugin.socket, timeout=30) as client:
        early = client.call(ATTEST, grpc.number(1, target.pid))
        check(early.status != grpc.OK, "answered before it was configured")
        for text in ("{" * 50_000, "\r\n\x1b[2J\0", "a = ", "node_name = 1\n" * 1000):
            check(configure(client, text).status != grpc.OK, "took the configuration " + ascii(text[:20]))
        configured = configure(client, world.k8s())
        check(configured.status == grpc.OK, said(configured))
        for label, body in bodies.items():
            with grpc.Client(plugin.socket, timeout=10) as other:
                try:
                    answer = other.call(ATTEST, body)
                    got = values(answer) if answer.status == grpc.OK and answer.messages else []
                except OSError:
                    got = []
            # 2^32 and the number is the number in an int32, as protobuf defines it.
            expected = world.victim.selectors if label == str(2**32 + target.pid) else []
            check(got in ([], expected), "%s: %s" % (label, got))
            began = time.monotonic()
            answer = client.call(ATTEST, grpc.number(1, target.pid))
            slowest = max(slowest, time.monotonic() - began)
            check(
                answer.status == grpc.OK and values(answer) == world.victim.selectors,
                "after %s: %s" % (label, said(answer)),
            )
        check(plugin.process.poll() is None, "the plugin ended")
        check(plugin.log_size() < 64 << 10, "%d KiB of log" % (plugin.log_size() >> 10))
    os.waitpid(zombie, 0)
    return "%d questions; the honest one after each was answered, the slowest in %.0f ms" % (
        len(bodies),
        slowest * 1000,
    )


@attack("plugin-handshake", on_agent=False)
def handshake(world):
    """The plugin is started by hand, with odd variables, and with stdin and stdout closed: a message and an end, or a handshake."""
    said = []
    for changes in (
        {},
        {"WorkloadAttestor": "x"},
        {"WorkloadAttestor": "WorkloadAttestor", "PLUGIN_PROTOCOL_VERSIONS": "99"},
        {"WorkloadAttestor": "WorkloadAttestor", "PLUGIN_PROTOCOL_VERSIONS": "1," * 10_000 + "x"},
        {"WorkloadAttestor": "WorkloadAttestor", "PLUGIN_PROTOCOL_VERSIONS": "1", "PLUGIN_CLIENT_CERT": "not PEM"},
        {"WorkloadAttestor": "WorkloadAttestor", "PLUGIN_PROTOCOL_VERSIONS": "1", "PLUGIN_UNIX_SOCKET_DIR": "/none"},
    ):
        process = subprocess.Popen(
            [str(HOME / "bin/attestor-k8s")],
            env={**os.environ, **changes},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            out, error = process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            out, error = process.communicate()
        text = (out + error).decode("utf-8", "replace")
        check("\tat " not in text and "Exception in" not in text, "%s: %s" % (list(changes), brief(text)))
        check(not out or HANDSHAKE.match(out.decode()), "%s: stdout has %s" % (list(changes), brief(out.decode())))
        said.append(brief(text.strip().splitlines()[0] if text.strip() else "nothing", 60))
    return "; ".join(said)
