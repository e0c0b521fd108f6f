"""Trusted roots in forms that other tools write."""

import json

from lib.program import check, write
from lib.registry import TRUSTED_ROOT, Images, registry, sigstore, verify
from lib.suite import case

from .registries import SIGNED, good

ROOT = json.dumps(json.loads(TRUSTED_ROOT.read_text()))
KUBELET = "use_anonymous_authentication = true\nskip_kubelet_verification = true\n"


@case("trusted-root-json-lines", "two roots, a line each")
def lines(folder):
    other = json.loads(ROOT)
    for part in ("tlogs", "ctlogs", "timestampAuthorities"):
        other.pop(part, None)
    root = write(folder, "root.jsonl", json.dumps(other) + "\n" + ROOT + "\n")
    with registry(Images()) as address:
        verify(folder, good(address), root=root).expect(0, *SIGNED)


@case("trusted-root-json-lines", "text after the root", content=ROOT + "\nnot a root\n")
@case("trusted-root-json-lines", "an array of roots", content="[%s]\n" % ROOT)
def not_a_root(folder, content):
    root = write(folder, "root.json", content)
    check(folder, sigstore(root) + KUBELET).expect(1, "root.json", never=["certificateAuthorities", "rawBytes"])
