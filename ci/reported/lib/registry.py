"""A container registry with the signed images that the modules' tests use too."""

import contextlib
import hashlib
import json
import re
import tarfile

from .program import TOP, attestor, write
from .servers import serving

IMAGES = TOP / "test/testkit/src/main/resources/dev/attestor/testkit/signed-images"
TRUSTED_ROOT = IMAGES / "trust/trusted_root.json"
CASES = {each["name"]: each["imageDigest"] for each in json.loads((IMAGES / "cases.json").read_text())["cases"]}
GOOD = CASES["good"]
TAG = GOOD.replace(":", "-")

STORAGE = "docker/registry/v2/"
LINK = re.compile(STORAGE + r"repositories/(.+)/_manifests/(?:tags/([^/]+)/current|revisions/sha256/([0-9a-f]{64}))/link")
BLOB = re.compile(STORAGE + r"blobs/sha256/../([0-9a-f]{64})/data")

JSON = {"Content-Type": "application/json"}


class Images:
    """What a registry has: manifests by repository and tag or digest, and blobs by digest."""

    def __init__(self):
        self.blobs, self.manifests, self.referrers = {}, {}, {}
        with tarfile.open(IMAGES / "registry.tar.gz") as archive:
            for member in archive:
                blob, link = BLOB.fullmatch(member.name), LINK.fullmatch(member.name)
                if blob:
                    self.blobs["sha256:" + blob.group(1)] = archive.extractfile(member).read()
                elif link:
                    digest = archive.extractfile(member).read().decode()
                    self.manifests[link.group(1), link.group(2) or "sha256:" + link.group(3)] = digest

    def put(self, data):
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        self.blobs[digest] = data
        return digest

    def refer(self, repository, manifest):
        """Stores a manifest that refers to the good image."""
        data = json.dumps(manifest).encode()
        digest = self.put(data)
        self.manifests[repository, digest] = digest
        listed = {"mediaType": manifest["mediaType"], "digest": digest, "size": len(data)}
        listed["artifactType"] = manifest.get("artifactType") or manifest["config"]["mediaType"]
        self.referrers.setdefault(repository, []).append(listed)

    def has(self, path):
        return self.answer(path)[0] == 200

    def answer(self, path):
        found = re.fullmatch(r"/v2/(.+)/(manifests|blobs|referrers)/([^?]+)(\?.*)?", path)
        if not found:
            return 200 if path == "/v2/" else 404, JSON, b"{}"
        repository, kind, reference, _ = found.groups()
        if kind == "referrers":
            index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json"}
            index["manifests"] = self.referrers.get(repository, []) if reference == GOOD else []
            return 200, {"Content-Type": index["mediaType"]}, json.dumps(index).encode()
        digest = self.manifests.get((repository, reference)) if kind == "manifests" else reference
        if digest not in self.blobs:
            return 404, JSON, b'{"errors": [{"code": "MANIFEST_UNKNOWN"}]}'
        data = self.blobs[digest]
        media_type = json.loads(data).get("mediaType") if kind == "manifests" else None
        return 200, {"Content-Type": media_type or "application/octet-stream", "Docker-Content-Digest": digest}, data


@contextlib.contextmanager
def registry(images, hook=lambda request: None):
    """Serves images; the hook may answer in their place. Gives host and port."""
    with serving(lambda request: hook(request) or images.answer(request.path)) as port:
        yield "127.0.0.1:%d" % port


BLOCK = """sigstore {
  trusted_root_path = "%s"
  %s
  %s
}
"""
ALICE = """allowed_identities { "https://accounts.example.com" = ["alice@example.com"] }
  ignore_attestations = true"""


def sigstore(root, more="", settings=ALICE):
    """The block that verifies images by this trusted root."""
    return BLOCK % (root, settings, more)


def verify(folder, image, more="", root=TRUSTED_ROOT, settings=ALICE, environment=None):
    """`attestor image verify`."""
    write(folder, "verify.hcl", sigstore(root, more, settings))
    return attestor(folder, "image", "verify", "--config", "verify.hcl", image, environment=environment)
