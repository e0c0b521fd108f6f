"""The commands that talk to the cluster: client.py FOLDER COMMAND ..."""

import argparse
import json
import sys
import time
from pathlib import Path

import manifests
from api import SERVER_SIDE_APPLY, STRATEGIC_MERGE, Api, Failure, namespace_of

POLL_SECONDS = 0.25
# A kubelet that restarts lists nothing for so long at most.
RESTART_SECONDS = 30


def apply(api, options):
    for item in manifests.read(options.manifest):
        # The API server accepts ephemeral containers only through a subresource of an existing pod.
        spec = item.get("spec", {})
        ephemeral = spec.pop("ephemeralContainers", None) if item["kind"] == "Pod" else None
        path = api.path_of(item)
        _apply(api, path, item)
        if ephemeral:
            patch = {"spec": {"ephemeralContainers": ephemeral}}
            api.request("PATCH", f"{path}/ephemeralcontainers", patch, STRATEGIC_MERGE)
        if item["kind"] == "Namespace":
            _furnish(api, item["metadata"]["name"], options.folder)
        print(f"applied {_label(item)}")


def _apply(api, path, item):
    api.request("PATCH", f"{path}?fieldManager=attestor-cluster&force=true", item, SERVER_SIDE_APPLY)


def _furnish(api, namespace, folder):
    """Creates what the controller manager, which does not run here, creates in each namespace."""
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": namespace}}
    authority = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "kube-root-ca.crt", "namespace": namespace},
        "data": {"ca.crt": Path(folder, "pki", "ca.crt").read_text(encoding="ascii")},
    }
    for item in (account, authority):
        _apply(api, api.path_of(item), item)


def delete(api, options):
    pods = []
    for item in reversed(_named(options.target)):
        if item["kind"] == "Namespace":
            print(f"kept {_label(item)}: no controller runs that could empty it")
            continue
        path = api.path_of(item)
        gone = not _unless_missing(api, "DELETE", path)
        print(f"{'no' if gone else 'deleted'} {_label(item)}", flush=True)
        if item["kind"] == "Pod":
            pods.append((path, item))
    deadline = time.monotonic() + options.timeout
    for path, item in pods:
        while _unless_missing(api, "GET", path) or _key(item) in _listed(api):
            if time.monotonic() > deadline:
                raise Failure(f"{_label(item)} is still there after {options.timeout:g} seconds")
            time.sleep(POLL_SECONDS)


def _named(targets):
    files = [target for target in targets if target == "-" or Path(target).exists()]
    items = manifests.read(files)
    for target in targets:
        if target not in files:
            namespace, slash, name = target.partition("/")
            if not slash or "/" in name:
                raise Failure(f'"{target}" is neither a file nor NAMESPACE/POD')
            items.append({"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": namespace, "name": name}})
    return items


def _unless_missing(api, method, path):
    try:
        return api.request(method, path)
    except Failure as failure:
        if failure.status == 404:
            return None
        raise


def pods(api, options):
    items = api.kubelet_pods()
    if options.json:
        json.dump({"apiVersion": "v1", "kind": "List", "items": items}, sys.stdout, indent=2)
        print()
        return
    states = _states(items)
    width = max(map(len, states), default=0)
    for name, (state, identity) in sorted(states.items()):
        print(f"{name:{width}}  {state:30}  {identity}".rstrip())


def _listed(api):
    """The states of the kubelet's pods; waits for a kubelet that restarts."""
    deadline = time.monotonic() + RESTART_SECONDS
    while True:
        try:
            return _states(api.kubelet_pods())
        except Failure as failure:
            if failure.status is not None or time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)


def _states(items):
    """Maps NAMESPACE/POD to phase and uid, NAMESPACE/POD/CONTAINER to state and container id."""
    states = {}
    for pod in items:
        status = pod.get("status", {})
        states[_key(pod)] = (status.get("phase", "unknown"), pod["metadata"]["uid"])
        for kind in ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"):
            for container in status.get(kind, []):
                states[f"{_key(pod)}/{container['name']}"] = (_state(container), container.get("containerID", ""))
    return states


def _state(container):
    for name, details in container.get("state", {}).items():
        return f"{name}:{details['reason']}" if details.get("reason") else name
    return "unknown"


def wait(api, options):
    wishes = dict(_wish(word) for argument in options.wish for word in _words(argument))
    deadline = time.monotonic() + options.timeout
    while True:
        states = _listed(api)
        open_wishes = {name: wish for name, wish in wishes.items() if not _fulfilled(wish, states.get(name))}
        if not open_wishes:
            return
        if time.monotonic() > deadline:
            found = {name: states.get(name, ("absent", ""))[0] for name in open_wishes}
            lines = [f"\n  {name} is {found[name]}, not {wish}" for name, wish in open_wishes.items()]
            raise Failure(f"not as wished after {options.timeout:g} seconds:{''.join(lines)}")
        time.sleep(POLL_SECONDS)


def _words(argument):
    if not argument.startswith("@"):
        return [argument]
    try:
        lines = Path(argument[1:]).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Failure(f'cannot read "{error.filename}": {error.strerror}')
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _wish(word):
    name, equals, wish = word.partition("=")
    if not equals or not wish or name.count("/") not in (1, 2):
        raise Failure(f'"{word}" is not NAMESPACE/POD=PHASE or NAMESPACE/POD/CONTAINER=STATE')
    return name, wish


def _fulfilled(wish, actual):
    """A wanted state without a reason, such as "waiting", matches any reason."""
    return actual is not None and any(w in (actual[0], actual[0].partition(":")[0]) for w in wish.split("|"))


def token(api, options):
    spec = {"expirationSeconds": options.seconds, "audiences": options.audience}
    if options.pod:
        spec["boundObjectRef"] = {"apiVersion": "v1", "kind": "Pod", "name": options.pod}
    path = f"/api/v1/namespaces/{options.namespace}/serviceaccounts/{options.account}/token"
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
    print(api.request("POST", path, request)["status"]["token"])


def _key(item):
    return f"{namespace_of(item)}/{item['metadata']['name']}"


def _label(item):
    metadata = item["metadata"]
    return "/".join([item["kind"]] + [metadata[part] for part in ("namespace", "name") if part in metadata])


def _options(arguments):
    parser = argparse.ArgumentParser(prog="ci/cluster", allow_abbrev=False)
    parser.add_argument("folder", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run, text):
        sub = commands.add_parser(run.__name__, description=text, prog=f"ci/cluster/{run.__name__}")
        sub.set_defaults(run=run)
        return sub

    sub = command(apply, "Creates or changes the API objects of manifests.")
    sub.add_argument("manifest", nargs="+", help="JSON file, folder of them, or - for standard input")
    sub = command(delete, "Deletes API objects and waits for pods to end.")
    sub.add_argument("--timeout", type=float, default=60, metavar="SECONDS")
    sub.add_argument("target", nargs="+", help="manifest as for apply, or NAMESPACE/POD")
    sub = command(pods, "Lists pods and containers as the kubelet reports them: name, state, id.")
    sub.add_argument("--json", action="store_true", help="print what the kubelet sent")
    sub = command(wait, "Waits until the kubelet reports the wished states.")
    sub.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    sub.add_argument("wish", nargs="+", help='NAMESPACE/POD=PHASE, NAMESPACE/POD/CONTAINER=STATE ("|" between '
                     "alternatives), or @FILE with one on each line")
    sub = command(token, "Prints a new token of a service account.")
    sub.add_argument("--audience", action="append", default=[], help="default: the API server's")
    sub.add_argument("--seconds", type=int, default=3600, help="how long it is valid; default: %(default)s")
    sub.add_argument("--pod", help="bind it to this pod of the account")
    sub.add_argument("namespace")
    sub.add_argument("account")
    return parser.parse_args(arguments)


def main():
    options = _options(sys.argv[1:])
    try:
        options.run(Api(options.folder), options)
    except Failure as failure:
        sys.exit(f"cluster: error: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
