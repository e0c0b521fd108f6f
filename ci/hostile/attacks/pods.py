"""Pods that are too large, too odd, or too many."""

import json
import time

from lib.node import Pod, brief, check
from lib.suite import attack

MEBIBYTE = 1 << 20


def fat_labels(number, octets):
    """Valid labels: a prefix of up to 253 characters, a name and a value of up to 63 each."""
    one = 200 + 63 + 63
    return {("%03d-%05d" % (number, index)) + "k" * 185 + ".io/" + "n" * 63: "v" * 63 for index in range(octets // one)}


def fat(number, **metadata):
    return Pod(0x1000 + number, "fat%d" % number, "tenant", "default", **metadata)


def answer_of(world, pod):
    """The answer to a process in an additional pod."""
    world.cgroups.make(world.cgroup_of(pod))
    return world.ask_as(pod=pod)


def ask_for_a_while(world):
    """Lets honest callers ask while the agent fetches the current list several times."""
    time.sleep(2.5)


@attack("pods-fat-labels")
def fat_pods(world):
    """30 pods with 1.2 MiB of valid labels each."""
    pods = [fat(number, labels=fat_labels(number, 1_200_000)) for number in range(30)]
    world.list_pods(*(pod.json for pod in pods))
    try:
        ask_for_a_while(world)
        told = answer_of(world, pods[0])
    finally:
        world.list_pods()
    check(told.startswith("status ") or told.startswith("in pod") and pods[0].uid in told, brief(told))
    return "a fat pod itself: " + brief(told)


@attack("pods-fat-rest")
def fat_annotations(world):
    """30 pods with 1 MiB each of annotations, owners, volumes, environment, containers or conditions."""
    text = "x" * MEBIBYTE
    odd = []
    for number in range(30):
        pod = fat(number).json
        kind = number % 6
        if kind == 0:
            pod["metadata"]["annotations"] = {"a%d" % i: text[:1000] for i in range(1000)}
        elif kind == 1:
            pod["metadata"]["ownerReferences"] = [
                {"kind": "K%d" % i, "name": "n" * 60, "uid": "u%d" % i, "apiVersion": "v1"} for i in range(10_000)
            ]
        elif kind == 2:
            pod["spec"]["volumes"] = [{"name": text[:250], "emptyDir": {}}] * 4000
        elif kind == 3:
            pod["spec"]["containers"][0]["env"] = [{"name": "E%d" % i, "value": text[:1000]} for i in range(1000)]
        elif kind == 4:
            pod["spec"]["containers"] += [{"name": "c%d" % i, "image": text[:200]} for i in range(3000)]
            pod["status"]["containerStatuses"] += [
                {"name": "c%d" % i, "image": text[:200], "imageID": text[:200], "containerID": "containerd://%064x" % i}
                for i in range(3000)
            ]
        else:
            pod["status"]["conditions"] = [{"type": "T", "message": text[:1000]}] * 1000
        odd.append(pod)
    world.list_pods(*odd)
    try:
        ask_for_a_while(world)
    finally:
        world.list_pods()
    return "30 pods"


@attack("pods-thousand")
def a_thousand(world):
    """A thousand ordinary pods, 8 KiB each: they fit, and the last of them is answered."""
    pods = [Pod(0x2000 + number, "many%d" % number, labels={"app": "many", "n": str(number)}) for number in range(1000)]
    listed = []
    for pod in pods:
        entry = pod.json
        entry["metadata"]["annotations"] = {"note%d" % i: "a" * 500 for i in range(14)}
        listed.append(entry)
    world.list_pods(*listed)
    try:
        ask_for_a_while(world)
        told = answer_of(world, pods[-1])
    finally:
        world.list_pods()
    check(told == "in pod: " + " ".join(pods[-1].selectors), "the last of them got " + brief(told))
    return "the last of them was answered"


def set_in(pod, path, value):
    *way, last = path
    for step in way:
        pod = pod[step]
    pod[last] = value


# Field and value. API servers and kubelets accept the first ones, but not the others.
ODD = [
    (("metadata", "labels"), {"app": "", "": "x", "a/b": "c", "k8s:ns": "production"}),
    (("metadata", "annotations"), {"a": "\u0000\r\n\u2028\u0085\x1b[2J", "\ud83d\ude00": "\ufeff"}),
    (("metadata", "finalizers"), ["x"] * 10_000),
    (("metadata", "generation"), 2**63 - 1),
    (("metadata", "name"), "n" * 253),
    (("metadata", "ownerReferences"), [{"kind": "Pod", "name": "blog", "uid": "", "apiVersion": ""}]),
    (("spec", "containers", 0, "image"), "x" * 4000),
    (("spec", "containers", 0, "name"), "c" * 63),
    (("spec", "hostname"), "\x1b]0;x\x07"),
    (("spec", "serviceAccountName"), ""),
    (("status", "message"), "forged\r\nline" * 300),
    (("status", "phase"), "Unknown"),
    (("status", "containerStatuses"), []),
    (("status", "containerStatuses", 0, "containerID"), ""),
    (("status", "containerStatuses", 0, "containerID"), "docker://x"),
    (("status", "containerStatuses", 0, "imageID"), ""),
    (("status", "containerStatuses", 0, "state"), {}),
    (("status", "containerStatuses", 0, "state"), {"waiting": {"reason": "x" * 4000}}),
    (("metadata", "labels"), None),
    (("metadata", "labels"), []),
    (("metadata", "labels", "app"), 7),
    (("metadata", "labels", "app"), None),
    (("metadata", "name"), {}),
    (("metadata", "name"), 10**400),
    (("metadata", "namespace"), None),
    (("metadata", "uid"), ""),
    (("metadata", "uid"), [[]] * 50),
    (("metadata", "ownerReferences"), "x"),
    (("spec",), None),
    (("spec", "containers"), {"0": 1}),
    (("spec", "serviceAccountName"), True),
    (("status",), "x"),
    (("status", "phase"), 3),
    (("status", "containerStatuses"), [None]),
    (("status", "containerStatuses", 0, "containerID"), 5),
    ((), None),
]


@attack("pods-odd")
def odd_pods(world):
    """Pods with odd contents, or a wrong type, nothing or too much in a field: that concerns their own processes alone."""
    wrong = {}
    for number in range(0, len(ODD), 2):
        listed, labels = [], []
        for path, value in ODD[number : number + 2]:
            odd = {"pod": fat(0x100 + number + len(listed)).json}
            set_in(odd, ("pod",) + path, value)
            listed.append(odd["pod"])
            labels.append("%s = %s" % (".".join(map(str, path)) or "the pod", brief(repr(value), 20)))
        world.list_pods(*listed, fat(0x180 + number).json)
        time.sleep(0.55)
        answer = world.ask_as(pod=world.victim)
        if answer != "in pod: " + " ".join(world.victim.selectors):
            wrong[" or ".join(labels)] = answer
    world.list_pods()
    if wrong:
        check(
            False,
            "%d odd pods stopped others (%s), such as: %s"
            % (len(wrong), "; ".join(wrong), brief(list(wrong.values())[0])),
        )
    return "%d pods" % len(ODD)


@attack("pods-one-container-id")
def one_container_id(world):
    """Two to four pods are listed with one container ID: each pod's processes get their own pod, and one of a further pod an error."""
    wrong, asked = {}, 0
    for count in (2, 3, 4):
        pods = [Pod(0x3000 + 16 * count + number, "twin%d" % number) for number in range(count + 1)]
        stranger = pods.pop()
        for pod in pods[1:] + [stranger]:
            pod.container_id = pods[0].container_id
        unlisted = stranger.json
        unlisted["status"]["containerStatuses"] = []
        world.list_pods(*(pod.json for pod in pods), unlisted)
        time.sleep(0.6)
        for index, pod in enumerate(pods):
            answer = answer_of(world, pod)
            asked += 1
            if answer != "in pod: " + " ".join(pod.selectors):
                wrong["%d of %d" % (index + 1, count)] = answer
        answer = answer_of(world, stranger)
        if not answer.startswith("status "):
            wrong["another one than %d" % count] = answer
    world.list_pods()
    check(not wrong, "; ".join("%s: %s" % (label, brief(answer)) for label, answer in wrong.items()))
    return "%d answered, 3 refused" % asked


@attack("pods-nested-deeply", beside=False)
def nested(world):
    """A pod whose annotations and unknown fields nest 100,000 levels deep, and a list that ends in the middle of it."""
    for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000):
        pod = json.dumps(fat(0x200).json)
        odd = pod[:-1] + ', "x": ' + text + "}"
        listed = json.dumps({"kind": "PodList", "items": [one.json for one in world.pods]})
        world.list_text(listed[:-2] + ", " + odd + "]}")
        time.sleep(0.6)
        world.ask_as(pod=world.victim)
        world.list_pods()
        time.sleep(0.6)
    return "3 lists"
