"""Kubeconfigs for the API server."""

import base64
import json

from lib.certificates import AUTHORITY, issue
from lib.node import UID, attest_pod, pod, pods
from lib.program import Failed, check, write
from lib.servers import serving
from lib.suite import case

KUBECONFIG = """apiVersion: v1
kind: Config
current-context: main
clusters:
- name: c
  cluster:
    server: https://127.0.0.1:%d
    %s
contexts:
- name: elsewhere
  context: {cluster: none, user: none}
- name: main
  context: {cluster: c, user: u}
users:
- name: u
  user:
    %s
"""

EXEC = """exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./login
      args: [token]
      env: null
      interactiveMode: IfAvailable
      provideClusterInfo: true"""

EXTENSION = """
    extensions:
    - name: client.authentication.k8s.io/exec
      extension: {shoot: {namespace: tenant, name: reported}}"""

LABELS = 'enable_namespace_labels = true\nkube_config_file = "kubeconfig.yaml"\n'

CREDENTIAL = {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "word"}}

LOGIN = """#!/bin/sh
printf %%s "$KUBERNETES_EXEC_INFO" >exec-info.json
%s
echo '%s'
"""


def namespace(request):
    if request.headers.get("Authorization") != "Bearer word":
        return 401, {"Content-Type": "application/json"}, b'{"kind": "Status"}'
    found = {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "tenant", "labels": {"team": "reported"}}}
    return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()


def with_login(folder, instead=""):
    """Attests a pod whose namespace's labels need the API server, and an exec program to ask it."""
    issue(folder, "ca", "kubernetes", kind=AUTHORITY)
    issue(folder, "server", "kube-apiserver", "ca", names="IP:127.0.0.1")
    write(folder, "login", LOGIN % (instead, json.dumps(CREDENTIAL))).chmod(0o755)
    authority = encoded((folder / "ca.crt").read_bytes())
    with serving(namespace, folder / "server.crt", folder / "server.key") as port:
        cluster = "certificate-authority-data: " + authority + EXTENSION
        write(folder, "kubeconfig.yaml", KUBECONFIG % (port, cluster, EXEC))
        return attest_pod(folder, pods(pod()), LABELS), port, authority


def encoded(data):
    return base64.b64encode(data).decode()


@case("kubeconfig-provide-cluster-info", "the exec program gets the cluster", "root", "openssl")
def cluster_info(folder):
    run, port, authority = with_login(folder)
    run.expect(0, "k8s:pod-uid:" + UID, "k8s:ns-label:team:reported")
    cluster = json.loads((folder / "exec-info.json").read_text())["spec"]["cluster"]
    expected = {
        "server": "https://127.0.0.1:%d" % port,
        "certificate-authority-data": authority,
        "config": {"shoot": {"namespace": "tenant", "name": "reported"}},
    }
    if cluster != expected:
        raise Failed("expected the cluster %s, got %s" % (expected, cluster))


@case("kubeconfig-provide-cluster-info", "the exec program's own error", "root", "openssl")
def own_error(folder):
    run, _, _ = with_login(folder, "echo 'the garden is closed' >&2; exit 1")
    run.expect(1, "the garden is closed")


@case("kubeconfig-unclear", "a CA that is base64 twice", "openssl", form="twice", field="certificate-authority-data")
@case("kubeconfig-unclear", "a CA as plain PEM", "openssl", form="plain", field="certificate-authority-data")
@case("kubeconfig-unclear", "a quoted boolean", "openssl", form="quoted", field="insecure-skip-tls-verify")
def unclear(folder, form, field):
    authority = issue(folder, "ca", "kubernetes", kind=AUTHORITY).read_bytes()
    indented = "|\n      " + authority.decode().replace("\n", "\n      ")
    values = {"twice": encoded(encoded(authority).encode()), "plain": indented, "quoted": '"true"'}
    write(folder, "kubeconfig.yaml", KUBECONFIG % (6443, field + ": " + values[form], "token: word"))
    text = LABELS + "use_anonymous_authentication = true\nskip_kubelet_verification = true\n"
    check(folder, text).expect(1, field, "kubeconfig.yaml")
