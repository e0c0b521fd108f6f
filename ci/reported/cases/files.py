"""Configurations and what stands around them: files that are missing, names without a locale, encodings."""

from lib.program import HOME, Run, attestor, check, write
from lib.suite import case


@case("two-missing-files", "both are named")
def missing_files(folder):
    text = 'kubelet_ca_path = "/nope/ca.crt"\ntoken_path = "/nope/token"\nnode_name = "node1"\n'
    check(folder, text).expect(0, "/nope/ca.crt", "/nope/token")


SPIRE = """plugins {
  WorkloadAttestor "k8s" {
    %s
  }
}
"""


@case("plugin-data-file-and-duplicates", "plugin_data_file with a wrong key")
def data_file(folder):
    write(folder, "data.hcl", "kubelet_secure_prt = 10250\n")
    checked = check(folder, SPIRE % 'plugin_data_file = "data.hcl"', "agent.hcl")
    checked.expect(1, "kubelet_secure_prt", "data.hcl", "kubelet_secure_port")
    attestor(folder, "attest", "--config", "agent.hcl", "--pid", 1).expect(1, "kubelet_secure_prt")


@case("plugin-data-file-and-duplicates", "declared twice")
def twice(folder):
    block = '  WorkloadAttestor "k8s" { plugin_data { %s } }\n'
    text = "plugins {\n%s%s}\n" % (block % "kubelet_secure_port = 10250", block % "skip_kubelet_verification = true")
    check(folder, text).expect(1, "more than once")


@case("plugin-data-file-and-duplicates", "disabled")
def disabled(folder):
    write(folder, "token", "a.b.c")
    data = 'enabled = false\n    plugin_data {\n skip_kubelet_verification = true\n token_path = "token"\n }'
    check(folder, SPIRE % data).expect(0, "enabled", "SPIRE would not load")


@case("json-plugin-data", "nested objects as labels")
def labels(folder):
    write(folder, "token", "a.b.c")
    text = """"skip_kubelet_verification" = true
"token_path" = "token"
"sigstore" "allowed_identities" {
  "https://issuer.example" = ["dev@example.com"]
}
"sigstore" "registry_credentials" "registry.example" {
  "username" = "reader"
  "password" = "word"
}
"""
    check(folder, text).expect(0, never=["takes no label", "is empty"])


WITHOUT_LOCALE = {"LANG": "", "LC_ALL": ""}
NAMES = "skip_kubelet_verification = true\ntoken_path = \"%s\"\n"


@case("posix-locale", "the configuration's name")
def configuration_name(folder):
    write(folder, "token", "a.b.c")
    check(folder, NAMES % "token", "käse.hcl", environment={"LC_ALL": "C"}).expect(0)
    check(folder, NAMES % "token", "käse.hcl", environment=WITHOUT_LOCALE).expect(0)


@case("posix-locale", "token_path")
def token_name(folder):
    path = write(folder, "schlüssel/tökên", "a.b.c")
    check(folder, NAMES % path, environment={"LC_ALL": "C"}).expect(0, never=["warning: the file"])
    path.unlink()
    check(folder, NAMES % path, environment={"LC_ALL": "C"}).expect(0, "does not exist", "tökên")


@case("noexec-tmp", "the agent without a home", "root", "unshare", "setpriv")
def noexec(folder):
    write(folder, "token", "a.b.c")
    write(
        folder,
        "agent.hcl",
        """agent { socket_path = "%s/agent.sock" }
workload_attestor "k8s" { plugin_data {
  skip_kubelet_verification = true
  token_path = "%s/token"
} }
"""
        % (folder, folder),
    )
    folder.chmod(0o777)
    if HOME.is_relative_to("/tmp"):
        # It has to stay there when another file system is mounted over it.
        Run(["cp", "-a", HOME, folder / "home"], folder).expect(0)
    home = folder / "home" if HOME.is_relative_to("/tmp") else HOME
    script = """mount -t tmpfs -o noexec,nosuid,nodev,mode=1777 tmpfs /tmp || exit 9
    exec setpriv --reuid 65534 --regid 65534 --clear-groups env -u HOME timeout 20 "$0" agent --config "$1" & agent=$!
    until [ -S "$2/agent.sock" ] || ! kill -0 $agent; do sleep 0.2; done
    "$0" whoami --socket "$2/agent.sock"; status=$?
    kill $agent; wait; exit $status"""
    run = Run([home / "bin/attestor", folder / "agent.hcl", folder], folder, wrapper=["unshare", "--mount", "sh", "-c", script])
    run.expect(3, "is not in a pod", never=["UnsatisfiedLinkError"])
