"""Keys, certificates and tokens as editors and other systems save them."""

import json
import os
import threading

from lib.certificates import AUTHORITY, encoded, issue, openssl, public_key, signed_token
from lib.program import HOME, TOP, Run, check, write
from lib.registry import TRUSTED_ROOT, sigstore
from lib.suite import case

BUILD = threading.Lock()
BOM = b"\xef\xbb\xbf"
KUBELET = "use_anonymous_authentication = true\nskip_kubelet_verification = true\n"

KEY_SET = "service_account_jwks_file"

SERVER = """clusters = { "reported" = {
  service_account_allow_list = ["spire:spire-agent"]
  %s = "%s"
  %s
} }
"""


def node_attestor(folder, key_file, token, more="", option="service_account_key_file"):
    """Has the two k8s_sat plugins attest an agent with this token."""
    write(folder, "token", token)
    write(folder, "agent.hcl", 'cluster = "reported"\ntoken_path = "%s/token"\n' % folder)
    write(folder, "server.hcl", SERVER % (option, folder / key_file, more))
    host = host_of_plugins(folder.parent)
    program = "%s/bin/attestor-k8s-sat-" % HOME
    arguments = ["-agent", program + "agent", "-agent-config", "agent.hcl"]
    return Run([host, *arguments, "-server", program + "server", "-server-config", "server.hcl"], folder)


def host_of_plugins(folder):
    """ci/plugin-host's command, built once."""
    with BUILD:
        program = folder / "node"
        if not program.exists():
            # Go keeps its caches below the real home.
            environment = {"HOME": os.path.expanduser("~"), "PATH": os.environ["PATH"]}
            Run(["go", "build", "-o", program, "./cmd/node"], TOP / "ci/plugin-host", environment=environment).expect(0)
        return program


def token_of(folder, key, issuer="https://kubernetes.default.svc"):
    """A service account's token, as Kubernetes keeps it in a Secret."""
    namespace, account = "spire", "spire-agent"
    claims = {
        "iss": issuer,
        "sub": "system:serviceaccount:%s:%s" % (namespace, account),
        "aud": [issuer],
        "exp": 4_000_000_000,
        "iat": 1_700_000_000,
        "nbf": 1_700_000_000,
        "kubernetes.io": {
            "namespace": namespace,
            "pod": {"name": "spire-agent-1", "uid": "6b1d5c62-0f3e-4a55-9d0c-5eed00000002"},
            "serviceaccount": {"name": account, "uid": "6b1d5c62-0f3e-4a55-9d0c-5eed00000003"},
        },
    }
    return signed_token(folder, key, json.dumps(claims))


@case("pem-keys-lost", "a byte order mark before two keys", "openssl", "go", form="mark")
@case("pem-keys-lost", "two keys without a line break between", "openssl", "go", form="glued")
@case("pem-keys-lost", "the first key indented", "openssl", "go", form="indented")
def two_keys(folder, form):
    one, two = public_key(folder, "one"), public_key(folder, "two")
    texts = {
        "mark": "\ufeff" + one + two,
        "glued": one.rstrip("\n") + two,
        "indented": "".join("    %s\n" % line for line in one.splitlines()) + two,
    }
    write(folder, "sa.pub", texts[form])
    for key in ("one", "two"):
        node_attestor(folder, "sa.pub", token_of(folder, key)).expect(0, "spire-agent")


@case("pem-keys-lost", "a byte order mark before a root", "openssl")
def root_with_mark(folder):
    root = issue(folder, "root", "reported root", kind=AUTHORITY)
    intermediate = issue(folder, "intermediate", "reported intermediate", "root", kind=AUTHORITY)
    write(folder, "roots.pem", BOM + root.read_bytes() + intermediate.read_bytes())
    environment = {"SIGSTORE_ROOT_FILE": str(folder / "roots.pem")}
    check(folder, sigstore(TRUSTED_ROOT) + KUBELET, environment=environment).expect(0)


@case("issuer-migration", "tokens of both issuers", "openssl", "go")
def issuers(folder):
    write(folder, "sa.pub", public_key(folder, "sa"))
    both = 'issuer = ["https://old.example", "https://new.example"]'
    for issuer in ("https://old.example", "https://new.example"):
        node_attestor(folder, "sa.pub", token_of(folder, "sa", issuer), both).expect(0, "spire-agent")
    node_attestor(folder, "sa.pub", token_of(folder, "sa", "https://third.example"), both).expect(1, "another issuer")


@case("issuer-migration", "set twice", "openssl", "go")
def issuer_twice(folder):
    write(folder, "sa.pub", public_key(folder, "sa"))
    twice = 'issuer = "https://old.example"\n  issuer = "https://new.example"'
    node_attestor(folder, "sa.pub", token_of(folder, "sa", "https://new.example"), twice).expect(1, "issuer")


def jwks(folder):
    public_key(folder, "sa")
    modulus = openssl(folder, "rsa", "-in", "sa.key", "-noout", "-modulus").decode().strip().partition("=")[2]
    key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": encoded(bytes.fromhex(modulus)), "e": "AQAB"}
    return json.dumps({"keys": [key]})


@case("windows-encodings", "a key in UTF-16", "openssl", "go", says="UTF-16")
@case("windows-encodings", "a key with \\n in place of line breaks", "openssl", "go", says="\\n")
def unreadable_key(folder, says):
    key = public_key(folder, "sa")
    write(folder, "sa.pub", key.encode("utf-16") if says == "UTF-16" else key.replace("\n", "\\n"))
    node_attestor(folder, "sa.pub", token_of(folder, "sa")).expect(1, "sa.pub", says)


@case("windows-encodings", "a key with a byte order mark", "openssl", "go")
def key_with_mark(folder):
    write(folder, "sa.pub", BOM + public_key(folder, "sa").encode())
    node_attestor(folder, "sa.pub", token_of(folder, "sa")).expect(0, "spire-agent")


@case("windows-encodings", "a JSON Web Key Set with a byte order mark", "openssl", "go")
def key_set_with_mark(folder):
    write(folder, "keys.json", BOM + jwks(folder).encode())
    node_attestor(folder, "keys.json", token_of(folder, "sa"), option=KEY_SET).expect(0, "spire-agent")


@case("windows-encodings", "a JSON Web Key Set in UTF-16", "openssl", "go")
def wide_key_set(folder):
    write(folder, "keys.json", jwks(folder).encode("utf-16"))
    node_attestor(folder, "keys.json", token_of(folder, "sa"), option=KEY_SET).expect(1, "keys.json", "UTF-16")


@case("windows-encodings", "a kubeconfig in UTF-16")
def wide_kubeconfig(folder):
    text = "apiVersion: v1\nkind: Config\ncurrent-context: main\n"
    write(folder, "kubeconfig.yaml", text.encode("utf-16"))
    text = 'enable_namespace_labels = true\nkube_config_file = "kubeconfig.yaml"\n' + KUBELET
    check(folder, text).expect(1, "kubeconfig.yaml", "UTF-16")


@case("windows-encodings", "a token with a byte order mark")
def token_with_mark(folder):
    write(folder, "token", BOM + b"a.b.c\n")
    check(folder, 'token_path = "token"\nskip_kubelet_verification = true\n').expect(0, never=["warning"])
