"""The packaged agent on this host, its kubelet stand-in, and the pods of both."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

from . import grpc, kubelet
from .node import Cgroups, Failed, Pod, Process, check

TOP = pathlib.Path(__file__).resolve().parents[3]
HOME = pathlib.Path(os.environ.get("ATTESTOR_DIR", TOP / "target/attestor"))
PROGRAM = HOME / "bin/attestor"

# User IDs of the host. They do not need to be in /etc/passwd.
HONEST_UID, PROXY_UID, NOSY_UID, POD_UID, HOSTILE_UID = 21_000, 22_000, 22_001, 23_000, 30_000
MAY_ASK = (PROXY_UID, NOSY_UID)

AGENT = """agent {
  socket_path = "%(folder)s/agent.sock"
  ready_file = "%(folder)s/ready"
  http_port = %(http_port)d
  whois { %(whois)s }
  %(more)s
}
workload_attestor "k8s" { plugin_data {
  %(k8s)s
} }
"""

K8S = """kubelet_secure_port = %(port)d
  kubelet_ca_path = "%(folder)s/ca.crt"
  kubelet_server_name = "node1"
  token_path = "%(folder)s/token"
  kubelet_cgroup_root = "/%(root)s"
  %(more)s"""


def openssl(folder, *arguments, stdin=""):
    ended = subprocess.run(
        ["openssl", *arguments], cwd=folder, input=stdin, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    check(ended.returncode == 0, "openssl %s: %s" % (" ".join(arguments), ended.stdout))


def make_certificates(folder):
    """ca.crt, server.crt and server.key, for the name node1."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    openssl(folder, "req", "-x509", *key, "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.crt")
    openssl(
        folder,
        *("req", "-x509", *key, "-subj", "/CN=node1", "-keyout", "server.key", "-out", "server.crt"),
        *("-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "subjectAltName=DNS:node1"),
        *("-addext", "extendedKeyUsage=serverAuth", "-addext", "basicConstraints=critical,CA:FALSE"),
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class World:
    """Everything that attacks share. `folder` can be searched by every account."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)
        self.cgroups = Cgroups()
        self.agent = None
        make_certificates(self.folder)
        (self.folder / "token").write_text("a-token")
        self.blog = Pod(1, "blog", "shop", "web")
        self.victim = Pod(2, "ledger", "production", "payments")
        self.hostile = Pod(3, "hostile", "tenant", "default")
        self.pods = [self.blog, self.victim, self.hostile]
        for pod in self.pods:
            self.cgroups.make(self.cgroup_of(pod))
        self.list_pods()
        self.kubelet = subprocess.Popen(
            [sys.executable, "-B", kubelet.__file__, str(self.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.kubelet_port = int(self.kubelet.stdout.readline())

    def cgroup_of(self, pod):
        return self.cgroups.below_root(pod.cgroup)

    def list_pods(self, *more):
        """Sets the kubelet's list to the permanent pods and the given ones."""
        self.list_text(json.dumps({"kind": "PodList", "items": [pod.json for pod in self.pods] + list(more)}))

    def list_text(self, text):
        following = self.folder / "pods.json.next"
        following.write_text(text)
        following.rename(self.folder / "pods.json")

    def kubelet_answers(self, manner):
        following = self.folder / "manner.next"
        following.write_text(manner)
        following.rename(self.folder / "manner")

    def process(self, body, *arguments, pod=None, uid=None, cgroup=None, namespaces=0):
        """Runs a function in a process; in a pod, as an account, or in any other cgroup."""
        if pod is not None:
            cgroup, uid = self.cgroup_of(pod), POD_UID if uid is None else uid
        return Process(body, *arguments, uid=uid, cgroup=cgroup, cgroups=self.cgroups, namespaces=namespaces)

    def ask_as(self, *, call=grpc.WHO_AM_I, body=b"", **place):
        """Makes one call from a new process; returns the result as text."""
        return self.process(lambda: str(grpc.ask(self.agent.socket, call, body)), **place).result()

    def delegate(self, uid):
        """The cgroup of an account's user session in systemd."""
        path = self.cgroups.below_root("user.slice/user-%d.slice/user@%d.service" % (uid, uid))
        self.cgroups.make(path, owner=uid)
        return path

    def k8s(self, more="", folder=None):
        return K8S % {
            "port": self.kubelet_port,
            "folder": folder or self.folder,
            "root": self.cgroups.root,
            "more": more.replace("@folder@", str(folder or self.folder)),
        }

    def start_agent(self, more="", k8s="", folder=None, **options):
        self.stop_agent()
        folder = folder or self.folder
        self.agent = Agent(folder, more, self.k8s(k8s, folder), **options)
        return self.agent

    def stop_agent(self):
        if self.agent:
            agent, self.agent = self.agent, None
            agent.stop()

    def close(self):
        try:
            self.stop_agent()
        finally:
            Process.kill_all()
            self.kubelet.kill()
            self.kubelet.wait()
            self.cgroups.remove()


class Agent:
    """`attestor agent`, running until it is stopped."""

    def __init__(self, folder, more, k8s, http_port=None, whois=MAY_ASK, whois_pods=(), wrapper=(), before_start=None):
        self.folder, self.k8s, self.more = folder, k8s, more
        self.socket, self.log = folder / "agent.sock", folder / "agent.log"
        self.http_port = free_port() if http_port is None else http_port
        self.whois, self.whois_pods = whois, whois_pods
        self.configure()
        for leftover in (self.socket, folder / "ready"):
            leftover.unlink(missing_ok=True)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [*wrapper, str(PROGRAM), "agent", "--config", str(folder / "agent.hcl")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=before_start,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while not (folder / "ready").exists():
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise Failed("the agent did not start: " + self.log_text()[-600:])
            time.sleep(0.02)

    def configure(self, more=None, whois=None):
        named = "uids = [%s]" % ", ".join(map(str, self.whois if whois is None else whois))
        if self.whois_pods:
            named += "\n    pods = [%s]" % ", ".join('"%s"' % pod for pod in self.whois_pods)
        text = AGENT % {
            "folder": self.folder,
            "http_port": self.http_port,
            "whois": named,
            "more": self.more if more is None else more,
            "k8s": self.k8s,
        }
        following = self.folder / "agent.hcl.next"
        following.write_text(text)
        following.rename(self.folder / "agent.hcl")

    def reload(self, **changes):
        before = self.log_text().count("configuration was reloaded")
        self.configure(**changes)
        self.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 15
        while self.log_text().count("configuration was reloaded") == before:
            check(time.monotonic() < end, "the configuration was not reloaded within 15 s")
            time.sleep(0.05)

    def log_text(self):
        return self.log.read_text("utf-8", "replace")

    def log_size(self):
        return self.log.stat().st_size

    @property
    def pid(self):
        return self.process.pid

    def status(self, key):
        """A number in /proc/PID/status."""
        try:
            text = pathlib.Path("/proc/%d/status" % self.pid).read_text("utf-8", "replace")
        except OSError:
            return 0
        found = re.search(r"^%s:\s*(\d+)" % key, text, re.MULTILINE)
        return int(found.group(1)) if found else 0

    def memory(self):
        """RSS in MiB."""
        return self.status("VmRSS") / 1024

    def runs(self):
        return self.process.poll() is None

    def stop(self):
        """Stops it with SIGTERM, which must succeed within the documented time."""
        if self.runs():
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failed("the agent did not end within 15 s of SIGTERM") from None

    def kill(self):
        if self.runs():
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def copy_of_home(folder):
    """Copies the packaged program with its times."""
    target = folder / "copy"
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(HOME), str(target)], check=True)
    return target
