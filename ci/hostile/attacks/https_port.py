"""The port of metrics with TLS and certificates of clients."""

import socket
import ssl
import time

from attacks.http_port import connect, held
from lib import honest
from lib.flood import flood
from lib.node import check
from lib.suite import attack
from lib.world import openssl

MORE = """http_tls {
    certificate_path = "%(folder)s/server.crt"
    private_key_path = "%(folder)s/server.key"
    client_ca_path = "%(folder)s/ca.crt"
  }"""

# The first octets of a ClientHello of 508 octets.
HALF_HELLO = bytes([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3])


def scrapes(world, seconds):
    """Reads the metrics with a certificate, again and again; each time within the limit of honest callers."""

    def body():
        context = ssl.create_default_context(cafile=str(world.folder / "ca.crt"))
        context.load_cert_chain(str(world.folder / "scraper.crt"), str(world.folder / "scraper.key"))
        slowest, asked, end = 0.0, 0, time.monotonic() + seconds
        while time.monotonic() < end:
            began, answer = time.monotonic(), b""
            # The agent closes the oldest connection beyond its limit, so a scrape may need another try.
            while not answer.startswith(b"HTTP/1.1 200") and time.monotonic() < began + honest.LIMIT:
                try:
                    with context.wrap_socket(connect(world.agent.http_port), server_hostname="node1") as connection:
                        connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: node1\r\n\r\n")
                        answer = connection.recv(1 << 16)
                except OSError as error:
                    answer = str(error).encode()
            check(answer.startswith(b"HTTP/1.1 200"), "no metrics within %s s: %s" % (honest.LIMIT, answer[:100]))
            slowest, asked = max(slowest, time.monotonic() - began), asked + 1
            time.sleep(0.1)
        return "%d scrapes answered, slowest %.0f ms" % (asked, slowest * 1000)

    return world.process(body)


def beside_scrapes(world, body):
    """Floods the port while the metrics are read over TLS; a pod is answered too, and the agent's memory stays bounded."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1")
    openssl(
        world.folder,
        *("req", "-x509", *key, "-subj", "/CN=scraper", "-keyout", "scraper.key", "-out", "scraper.crt"),
        *("-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "extendedKeyUsage=clientAuth"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
    )
    world.start_agent(more=MORE % {"folder": world.folder})
    check(scrapes(world, 0.5).result(), "no metrics before the attack")
    before = world.agent.memory()
    scraping = scrapes(world, 2)
    seen = flood(world, lambda _, end: body(world.agent.http_port, end))
    scraped = scraping.result()
    answer = world.ask_as(pod=world.blog)
    check(answer == "in pod: " + " ".join(world.blog.selectors), "a pod got %s" % answer)
    after = world.agent.memory()
    check(after < 1.5 * before, "the agent's memory grew from %d to %d MiB" % (before, after))
    world.stop_agent()
    return "%s; %s; memory %d MiB before, %d MiB after" % (seen, scraped, before, after)


@attack("https-half-handshakes", beside=False, on_agent=False)
def half_handshakes(world):
    """The beginning of a TLS handshake on 300 connections each, and no more of it."""
    return beside_scrapes(world, held(HALF_HELLO, 300))


@attack("https-strangers", beside=False, on_agent=False)
def strangers(world):
    """Handshakes without a certificate, plain HTTP and noise, as fast as the agent refuses them."""

    def body(port, end):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        made = 0
        while time.monotonic() < end:
            try:
                with connect(port, 0.5) as connection:
                    if made % 3 == 0:
                        with context.wrap_socket(connection) as encrypted:
                            encrypted.sendall(b"GET /metrics HTTP/1.1\r\n\r\n")
                            check(b"attestor_" not in encrypted.recv(1 << 16), "a stranger read the metrics")
                    else:
                        connection.sendall(b"GET /metrics HTTP/1.1\r\n\r\n" if made % 3 == 1 else b"\x16\x03\x03\xff\xff" * 4000)
                        check(b"attestor_" not in connection.recv(1 << 16), "a stranger read the metrics without TLS")
            except (OSError, socket.timeout):
                pass
            made += 1
        return made

    return beside_scrapes(world, body)
