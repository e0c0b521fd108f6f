"""Image signatures: forms, places and networks."""

import json

from lib.program import Failed
from lib.registry import GOOD, TAG, Images, registry, verify
from lib.suite import case

from .registries import SIGNED, good


@case("signature-as-referrer", "cosign 2 with OCI 1.1 referrers")
def as_referrer(folder):
    images = Images()
    signature = json.loads(images.blobs[images.manifests.pop(("cases/good", TAG + ".sig"))])
    image = images.blobs[GOOD]
    signature["subject"] = {
        "mediaType": json.loads(image)["mediaType"],
        "digest": GOOD,
        "size": len(image),
    }
    signature["config"] = {
        "mediaType": "application/vnd.dev.cosign.artifact.sig.v1+json",
        "digest": images.put(b"{}"),
        "size": 2,
    }
    images.refer("cases/good", signature)
    with registry(images) as address:
        verify(folder, good(address)).expect(0, *SIGNED)


@case("missing-registry-options", "signatures in another repository")
def other_repository(folder):
    images = Images()
    for (repository, reference), digest in list(images.manifests.items()):
        if repository == "cases/good" and digest != GOOD:
            del images.manifests[repository, reference]
            images.manifests["signatures/here", reference] = digest
    with registry(images) as address:
        more = 'signature_repository = "%s/signatures/here"' % address
        verify(folder, good(address), more).expect(0, *SIGNED)


@case("missing-registry-options", "a mirror with a path")
def mirror_path(folder):
    images = Images()
    mirrored = {("dockerhub/" + key[0], key[1]): digest for key, digest in images.manifests.items()}
    images.manifests = mirrored
    with registry(images) as address:
        more = 'registry_mirrors { "registry.example" = ["http://%s/v2/dockerhub"] }' % address
        verify(folder, good("registry.example"), more).expect(0, *SIGNED)


@case("missing-registry-options", "a registry with plain HTTP")
def plain_http(folder):
    # 127.0.0.1 needs no option, so the registry has a name, which only the proxy knows.
    images, asked = Images(), []

    def hook(request):
        asked.append(request.path)
        if request.command == "GET" and request.path.startswith("http://registry.example:5000/"):
            return images.answer(request.path.removeprefix("http://registry.example:5000"))
        return None

    with registry(images, hook) as address:
        proxy = {"HTTP_PROXY": "http://" + address}
        more = 'plain_http_registries = ["registry.example:5000"]'
        verify(folder, good("registry.example:5000"), more, environment=proxy).expect(0, *SIGNED)


@case("missing-registry-options", "HTTPS_PROXY")
def proxy(folder):
    asked = []
    with registry(Images(), lambda request: asked.append("%s %s" % (request.command, request.path))) as address:
        run = verify(folder, good("registry.example"), environment={"HTTPS_PROXY": "http://" + address})
    run.expect(1, "registry.example")
    if "CONNECT registry.example:443" not in asked:
        raise Failed("expected CONNECT registry.example:443 at the proxy, got %s" % asked)
