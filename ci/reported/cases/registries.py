"""Registries that answer in their own way, and logins for them."""

import base64
import json

from lib.program import write
from lib.registry import GOOD, JSON, Images, registry, verify
from lib.suite import case

SIGNED = ("image-signature:verified", "image-signature-subject:alice@example.com")


def good(address):
    return "%s/cases/good@%s" % (address, GOOD)


@case("registry-side-lookups", "referrers answer 401 without a challenge", part="/referrers/", status=401)
@case("registry-side-lookups", "referrers answer 403", part="/referrers/", status=403)
@case("registry-side-lookups", "referrers answer 404", part="/referrers/", status=404)
@case("registry-side-lookups", "referrers answer 500", part="/referrers/", status=500)
@case("registry-side-lookups", "referrers answer 501", part="/referrers/", status=501)
@case("registry-side-lookups", "absent tags answer 401", part="/manifests/", status=401)
@case("registry-side-lookups", "absent tags answer 403", part="/manifests/", status=403)
def side_lookups(folder, part, status):
    images = Images()

    def hook(request):
        hidden = part in request.path and (part == "/referrers/" or not images.has(request.path))
        return (status, JSON, b"{}") if hidden else None

    with registry(images, hook) as address:
        verify(folder, good(address)).expect(0, *SIGNED)


def login(name):
    return {"auth": base64.b64encode(name.encode() + b":word").decode()}


@case("registry-login-by-path", "two repositories", entries=["%s/cases/two-signatures", "%s/cases/good"])
@case("registry-login-by-path", "the host first, then a path", entries=["%s", "%s/cases/good"])
@case("registry-login-by-path", "a star in the host", entries=["127.0.*.1:{1}", "127.0.*.1:{1}/cases/good"])
def login_by_path(folder, entries):
    def hook(request):
        said = (request.headers.get("Authorization") or "").removeprefix("Basic ")
        who = base64.b64decode(said).decode().partition(":")[0]
        if who == "robot-1":
            return None
        return (403 if who else 401), {**JSON, "WWW-Authenticate": 'Basic realm="reported"'}, b"{}"

    with registry(Images(), hook) as address:
        names = [each % address if "%s" in each else each.format(*address.split(":")) for each in entries]
        logins = {"auths": {name: login("robot-%d" % number) for number, name in enumerate(names)}}
        write(folder, "config.json", json.dumps(logins))
        verify(folder, good(address), 'docker_config_path = "%s/config.json"' % folder).expect(0, *SIGNED)
