"""same_objects.py ONE OTHER: compares two lists of objects, as the API server would store them.

Ignores what the API server adds, the labels that only Helm sets, and the Namespace, which a release cannot contain. Two
configurations of the agent are the same if they have the same values, in HCL or in JSON.
"""

import difflib
import json
import pathlib
import re
import sys

SERVER = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "uid")
HELM = ("app.kubernetes.io/instance", "app.kubernetes.io/managed-by", "app.kubernetes.io/version", "helm.sh/chart")


def main():
    one, other = (texts(pathlib.Path(name)) for name in sys.argv[1:])
    if one != other:
        sys.exit("\n".join(difflib.unified_diff(one, other, *sys.argv[1:], lineterm="")))
    print(sum(line.startswith("kind of object: ") for line in one))


def texts(file):
    objects = {}
    for item in read(file.read_text()):
        text = json.dumps(plain(item), indent=1, sort_keys=True)
        # Two overlays may share an object.
        if objects.setdefault((item["kind"], item["metadata"]["name"]), text) != text:
            sys.exit(f"{file} has two different objects: {item['kind']} {item['metadata']['name']}")
    objects.pop(("Namespace", "attestor"), None)
    lines = []
    for (kind, _), text in sorted(objects.items()):
        lines += ["kind of object: " + kind, *text.splitlines()]
    return lines


def read(text):
    """Reads JSON objects that follow one another, and lists of them."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text.rstrip()):
        item, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        yield from item["items"] if item["kind"] == "List" else [item]


def plain(value, key=""):
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        left_out = SERVER if key == "metadata" else HELM if key in ("labels", "matchLabels") else ()
        return {name: plain(each, name) for name, each in value.items() if name not in left_out}
    return configuration(value) if key == "agent.hcl" else value


def configuration(text):
    if text.lstrip().startswith("{"):
        return json.loads(text)
    top = {}
    open_blocks = [top]
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line == "}":
            open_blocks.pop()
        elif line.endswith(("{", "{}")):
            block = open_blocks[-1]
            for name in re.findall(r"[^\s\"{}]+", line):
                block = block.setdefault(name, {})
            if line.endswith("{"):
                open_blocks.append(block)
        else:
            name, value = line.split("=", 1)
            open_blocks[-1][name.strip()] = json.loads(value)
    return top


main()
