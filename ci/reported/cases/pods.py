"""Pod lists as kubelets give them, ended and broken pods among them."""

from lib.node import UID, attest_pod, pod, pods, running
from lib.program import doctor, write
from lib.servers import always, serving
from lib.suite import case

EVICTED = {"phase": "Failed", "reason": "Evicted", "message": "The node had no memory left."}
UNKNOWN = running({"terminated": {"exitCode": 137, "reason": "ContainerStatusUnknown"}}, "Failed")
ONLY_POD = "disable_container_selectors = true"


@case("ended-pod-whose-process-still-runs", "evicted", "root", status=EVICTED, says="Failed (Evicted)")
@case("ended-pod-whose-process-still-runs", "status unknown", "root", status=UNKNOWN, says="Failed")
def ended(folder, status, says):
    attest_pod(folder, pods(pod(**status))).expect(
        1, 'the kubelet lists pod "tenant/shop-1"', "as " + says, never=["did not list pod"]
    )


@case("ended-pod-whose-process-still-runs", "evicted, pod selectors", "root", status=EVICTED)
@case("ended-pod-whose-process-still-runs", "status unknown, pod selectors", "root", status=UNKNOWN)
def ended_without_container(folder, status):
    attest_pod(folder, pods(pod(**status)), ONLY_POD).expect(0, "k8s:pod-uid:" + UID)


def other(**metadata):
    item = pod()
    item["metadata"] = {"name": "odd", "namespace": "tenant", "uid": UID.replace("1d5c", "2222"), **metadata}
    item["status"] = {"phase": "Pending"}
    return item


def without_uid():
    item = other()
    del item["metadata"]["uid"]
    return item


@case("one-bad-pod-spoils-the-list", "a null item", "root", bad=None)
@case("one-bad-pod-spoils-the-list", "a pod without UID", "root", bad=without_uid())
@case("one-bad-pod-spoils-the-list", "a numeric label", "root", bad=other(labels={"version": 2}))
def spoiled(folder, bad):
    attest_pod(folder, pods(bad, pod())).expect(0, "k8s:pod-uid:" + UID, "k8s:pod-name:shop-1")


@case("read-only-port-and-node-name", "a node name that does not resolve", "root")
def read_only_port(folder):
    names = {"MY_NODE_NAME": "ip-192-0-2-7.reported.invalid"}
    attest_pod(folder, pods(pod()), environment=names).expect(0, "k8s:pod-uid:" + UID)


@case("doctor-false-ok", "hidepid", "root", "unshare", "setpriv")
def hidden(folder):
    write(folder, "token", "a.b.c")
    folder.chmod(0o755)
    script = 'mount -t proc -o hidepid=2 proc /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" "$@"'
    with serving(always(pods(pod()))) as port:
        run = doctor(
            folder, "kubelet_read_only_port = %d\n" % port, wrapper=["unshare", "--mount", "sh", "-c", script]
        )
    run.expect(1, "hidepid", never=["ok: hidden processes"])
