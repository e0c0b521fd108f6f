"""The kubelet's certificate."""

from lib.certificates import AUTHORITY, CLIENT, issue
from lib.node import container_in, new_root, pod, pods, process_in
from lib.program import attestor, check, doctor, write
from lib.servers import always, serving
from lib.suite import case

CONFIGURATION = """kubelet_secure_port = %d
kubelet_ca_path = "trusted.crt"
token_path = "token"
max_poll_attempts = 10
%s"""


def ask(folder, trusted, more=""):
    """What the commands say of a kubelet with server.crt, if these certificates are trusted."""
    write(folder, "token", "a.b.c")
    write(folder, "trusted.crt", trusted)
    with serving(always(pods(pod())), folder / "server.crt", folder / "server.key") as port:
        root = new_root()
        text = CONFIGURATION % (port, more) + '\nkubelet_cgroup_root = "/%s"\n' % root
        checked = check(folder, text)
        with process_in(container_in(root)) as pid:
            attested = attestor(folder, "attest", "--config", "k8s.hcl", "--pid", pid)
        return checked, attested, doctor(folder, text)


@case("expired-kubelet-certificate-pinned", "certificate and CA as a kubelet writes them", "root", "openssl", alone=False)
@case("expired-kubelet-certificate-pinned", "the certificate alone", "root", "openssl", alone=True)
def pinned(folder, alone):
    authority = issue(folder, "ca", "node1-ca@1700000000", kind=AUTHORITY, until=-30)
    leaf = issue(folder, "server", "node1@1700000000", "ca", names="DNS:node1", until=-30)
    trusted = leaf.read_text() + ("" if alone else authority.read_text())
    refused(ask(folder, trusted, 'kubelet_server_name = "node1"'), "expired")


@case("expired-kubelet-certificate-pinned", "an expired CA above a valid certificate", "root", "openssl")
def expired_authority(folder):
    authority = issue(folder, "ca", "node1-ca@1700000000", kind=AUTHORITY, until=-30)
    issue(folder, "server", "node1@1700000001", "ca", names="DNS:node1")
    refused(ask(folder, authority.read_text(), 'kubelet_server_name = "node1"'), "expired")


@case("expired-kubelet-certificate-pinned", "for clients only", "root", "openssl")
def for_clients(folder):
    issue(folder, "ca", "kubernetes", kind=AUTHORITY)
    leaf = issue(folder, "server", "node1", "ca", kind=CLIENT, names="DNS:node1")
    refused(ask(folder, leaf.read_text(), 'kubelet_server_name = "node1"'), "serverAuth")


def refused(runs, why):
    checked, attested, examined = runs
    checked.expect(1, why)
    attested.expect(1, why, "kubelet_ca_path", never=["k8s:pod-uid"])
    examined.expect(1, why)


@case("ca-of-the-same-name", "another key", "root", "openssl")
def same_name(folder):
    issue(folder, "ca", "cluster-ca", kind=AUTHORITY)
    issue(folder, "server", "node1", "ca", names="DNS:node1")
    another = issue(folder, "another", "cluster-ca", kind=AUTHORITY)
    _, attested, _ = ask(folder, another.read_text(), 'kubelet_server_name = "node1"')
    attested.expect(1, "kubelet_ca_path", "cluster-ca", "another key", never=["k8s:pod-uid"])


@case("doctor-false-ok", "a CA file in UTF-16", "openssl", encoding="utf-16")
@case("doctor-false-ok", "a CA file that is not PEM", "openssl", encoding=None)
def unread(folder, encoding):
    authority = issue(folder, "ca", "kubernetes", kind=AUTHORITY)
    write(folder, "ca.crt", authority.read_text().encode(encoding) if encoding else "no certificate\n")
    write(folder, "token", "a.b.c")
    doctor(folder, 'kubelet_ca_path = "ca.crt"\ntoken_path = "token"\n').expect(
        1, "ca.crt", *(["UTF-16"] if encoding else []), never=["ok: kubelet CA", "ok: kubelet certificate"]
    )
