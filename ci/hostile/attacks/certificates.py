"""An impostor at the kubelet's port, with an invalid certificate."""

import subprocess
import sys
import time

from lib import kubelet
from lib.node import brief, check
from lib.suite import attack
from lib.world import PROGRAM, openssl

CA = "basicConstraints = critical, CA:TRUE\n"
NODE = "subjectAltName = DNS:node1\nextendedKeyUsage = serverAuth\n"
PAST, FUTURE = ("20200101000000Z", "20210101000000Z"), ("20400101000000Z", "20410101000000Z")
NOW = ("20200101000000Z", "20410101000000Z")

OPENSSL_CA = """[ca]
default_ca = here
[here]
database = index.txt
rand_serial = yes
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
x509_extensions = extensions
[any]
commonName = supplied
organizationName = optional
[extensions]
"""


def issue(folder, name, subject, extensions, dates=NOW, signer=None):
    """Creates name.crt and name.key, self-signed or signed by another certificate."""
    (folder / "ca.cnf").write_text(OPENSSL_CA + extensions)
    (folder / "index.txt").write_text("")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-new", *key, "-subj", subject, "-keyout", name + ".key", "-out", name + ".csr")
    by = ("-cert", signer + ".crt", "-keyfile", signer + ".key") if signer else ("-selfsign", "-keyfile", name + ".key")
    dated = ("-startdate", dates[0], "-enddate", dates[1])
    openssl(
        folder, "ca", "-batch", "-notext", "-config", "ca.cnf", *by, *dated, "-in", name + ".csr", "-out", name + ".crt"
    )


def signed(subject="/CN=node1", extensions=NODE, dates=NOW, ca_dates=NOW):
    """A server certificate issued by a trusted CA."""

    def make(folder):
        issue(folder, "ca", "/CN=ca", CA, ca_dates)
        issue(folder, "server", subject, extensions, dates, "ca")

    return make


def pinned(subject="/CN=node1", extensions=NODE, dates=NOW):
    """A server whose own certificate is trusted."""

    def make(folder):
        issue(folder, "server", subject, extensions, dates)
        (folder / "ca.crt").write_bytes((folder / "server.crt").read_bytes())

    return make


def ca_of_the_same_name(folder):
    issue(folder, "other", "/CN=ca", CA)
    issue(folder, "server", "/CN=node1", NODE, NOW, "other")
    issue(folder, "ca", "/CN=ca", CA)


def below_a_leaf(folder):
    """Another node's certificate signs one for this node."""
    issue(folder, "ca", "/CN=ca", CA)
    issue(folder, "node2", "/CN=node2", "basicConstraints = CA:FALSE\n" + NODE.replace("node1", "node2"), NOW, "ca")
    issue(folder, "server", "/CN=node1", NODE, NOW, "node2")
    chain = (folder / "server.crt").read_text() + (folder / "node2.crt").read_text()
    (folder / "server.crt").write_text(chain)


CLIENT = NODE.replace("serverAuth", "clientAuth")
NO_NAME = "extendedKeyUsage = serverAuth\n"
GOOD = {
    "signed by the CA": signed(),
    "pinned": pinned(),
}
BAD = {
    "expired": signed(dates=PAST),
    "not yet valid": signed(dates=FUTURE),
    "CA expired": signed(ca_dates=PAST),
    "CA not yet valid": signed(ca_dates=FUTURE),
    "for clients": signed(extensions=CLIENT),
    "another name": signed(extensions=NODE.replace("node1", "node2")),
    "a name that begins alike": signed(extensions=NODE.replace("node1", "node1.example")),
    "a wildcard": signed(extensions=NODE.replace("node1", "*")),
    "a name with NUL": signed(subject="/CN=node2", extensions=NODE.replace("node1", "node1%00.example")),
    "no name but the CN": signed(extensions=NO_NAME),
    "another node's CN": signed(subject="/O=system:nodes/CN=system:node:node2", extensions=NO_NAME),
    "a node's CN without its group": signed(subject="/CN=system:node:node1", extensions=NO_NAME),
    "a node's CN in another group": signed(subject="/O=system:masters/CN=system:node:node1", extensions=NO_NAME),
    "CA of the same name": ca_of_the_same_name,
    "signed by another node": below_a_leaf,
    "pinned, expired": pinned(dates=PAST),
    "pinned, not yet valid": pinned(dates=FUTURE),
    "pinned, for clients": pinned(extensions=CLIENT),
    "pinned, another name": pinned(extensions=NODE.replace("node1", "node2")),
    "pinned, no name but the CN": pinned(extensions=NO_NAME),
}


def attest(world, folder, pid):
    """Runs `attestor attest` against a kubelet with the certificates in this folder; returns exit code and output."""
    (folder / "token").write_text("a-token")
    (folder / "pods.json").write_bytes((world.folder / "pods.json").read_bytes())
    server = subprocess.Popen(
        [sys.executable, "-B", kubelet.__file__, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        port = int(server.stdout.readline())
        config = folder / "k8s.hcl"
        config.write_text(world.k8s("max_poll_attempts = 6", folder).replace(str(world.kubelet_port), str(port)))
        run = subprocess.run(
            [str(PROGRAM), "attest", "--config", str(config), "--pid", str(pid)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        return run.returncode, (run.stdout + run.stderr).decode()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
        server.stdin.close()


@attack("kubelet-certificates", on_agent=False)
def kubelet_certificates(world):
    """Servers in place of the kubelet whose certificate is expired, for clients, of another name, or not the CA's; pinned ones too."""
    target = world.process(time.sleep, 300, pod=world.victim)
    believed, refused = [], []
    for label, make in {**GOOD, **BAD}.items():
        folder = world.folder / "certificates"
        folder.mkdir(exist_ok=True)
        make(folder)
        code, said = attest(world, folder, target.pid)
        if label in GOOD:
            check(code == 0 and "k8s:ns:production" in said, "%s: refused: %s" % (label, brief(said)))
        elif code == 0:
            believed.append(label)
        else:
            refused.append(said)
            check("Exception" not in said, "%s: %s" % (label, brief(said)))
    check(not believed, "%d of %d were believed: %s" % (len(believed), len(BAD), "; ".join(believed)))
    return "%d refused, %d believed, as they should be" % (len(refused), len(GOOD))
