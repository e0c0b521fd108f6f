"""HTTPS to the cluster's API server and kubelet, as its administrator."""

import http.client
import json
import ssl
import urllib.error
import urllib.request
from pathlib import Path

API = "https://127.0.0.1:6443"
KUBELET = "https://127.0.0.1:10250"

SERVER_SIDE_APPLY = "application/apply-patch+yaml"
STRATEGIC_MERGE = "application/strategic-merge-patch+json"


class Failure(Exception):
    """Ends the command with this message. The status is the HTTP status, or None without a response."""

    def __init__(self, message, status=None):
        super().__init__(message)
        self.status = status


class Api:
    """Owns the credentials of the connection and the resources that the API server has listed."""

    def __init__(self, directory):
        pki = Path(directory, "pki")
        try:
            context = ssl.create_default_context(cafile=pki / "ca.crt")
            context.load_cert_chain(pki / "admin.crt", pki / "admin.key")
        except OSError as error:
            raise Failure(f'cannot read certificates in "{pki}": {error.strerror}; run ci/cluster/up, as root')
        no_proxy = urllib.request.ProxyHandler({})
        self._opener = urllib.request.build_opener(no_proxy, urllib.request.HTTPSHandler(context=context))
        self._resources = {}

    def request(self, method, path, body=None, content_type="application/json", server=API):
        # As UTF-8: the YAML parser of server-side apply does not accept surrogate pairs.
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(server + path, data, {"Content-Type": content_type}, method=method)
        try:
            with self._opener.open(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Failure(f"{method} {path}: {_reason(error)}", error.code)
        except (OSError, http.client.HTTPException) as error:
            raise Failure(f"no answer from {server}: {getattr(error, 'reason', error)}; run ci/cluster/up")

    def kubelet_pods(self):
        return self.request("GET", "/pods", server=KUBELET)["items"] or []

    def path_of(self, item):
        """The path of an object, even if it does not exist yet."""
        resource = self._resource(item["apiVersion"], item["kind"])
        parts = [_group_path(item["apiVersion"])]
        if resource["namespaced"]:
            parts += ["namespaces", namespace_of(item)]
        return "/".join(parts + [resource["name"], item["metadata"]["name"]])

    def _resource(self, version, kind):
        if version not in self._resources:
            resources = self.request("GET", _group_path(version))["resources"]
            self._resources[version] = {r["kind"]: r for r in resources if "/" not in r["name"]}
        if kind not in self._resources[version]:
            raise Failure(f'the API server has no kind "{kind}" in version "{version}"')
        return self._resources[version][kind]


def namespace_of(item):
    return item["metadata"].get("namespace", "default")


def _group_path(version):
    return ("/apis/" if "/" in version else "/api/") + version


def _reason(error):
    body = error.read().decode(errors="replace")
    try:
        return json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        return body.strip() or error.reason
