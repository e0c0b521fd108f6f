"""Reads manifests: JSON files of one API object or of a List of them."""

import json
import sys
from pathlib import Path

from api import Failure

# Objects that others depend on come first; kinds that are not listed come in the middle.
FIRST = ["Namespace", "CustomResourceDefinition", "ServiceAccount", "ConfigMap", "Secret", "ClusterRole", "Role"]
LAST = ["Pod"]


def read(names):
    """The objects of files, of all *.json in folders and, for "-", of standard input, dependencies first."""
    objects = [item for name in names for text, origin in _texts(name) for item in _parse(text, origin)]
    return sorted(objects, key=_rank)


def _texts(name):
    if name == "-":
        return [(sys.stdin.read(), "standard input")]
    path = Path(name)
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if not files:
        raise Failure(f'no *.json in folder "{name}"')
    try:
        return [(file.read_text(encoding="utf-8"), str(file)) for file in files]
    except OSError as error:
        raise Failure(f'cannot read "{error.filename}": {error.strerror}')


def _parse(text, origin):
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Failure(f'"{origin}" is not JSON: {error}')
    items = value["items"] if isinstance(value, dict) and value.get("kind") == "List" else [value]
    for item in items:
        try:
            if not all(isinstance(v, str) for v in (item["apiVersion"], item["kind"], item["metadata"]["name"])):
                raise TypeError
        except (KeyError, TypeError):
            raise Failure(f'an object of "{origin}" lacks one of apiVersion, kind and metadata.name')
    return items


def _rank(item):
    kind = item["kind"]
    return FIRST.index(kind) if kind in FIRST else len(FIRST) + (kind in LAST)
