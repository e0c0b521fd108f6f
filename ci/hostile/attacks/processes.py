"""Attacks on the identification of callers and processes: IDs, names and namespaces."""

import ctypes
import errno
import os
import signal
import struct
import time

from lib import grpc, http2, node
from lib.node import CLONE_NEWPID, LIBC, LeftOut, brief, check
from lib.suite import attack
from lib.world import HONEST_UID, MAY_ASK, NOSY_UID, POD_UID

# 15 octets at most.
NAMES = {
    "CR": b"\rNSpid:\t7",
    "CR, as the first line": b"\rNSpid:\t1\t7",
    "LF": b"\nNSpid:\t7",
    "VT": b"\vNSpid:\t7",
    "FF": b"\fNSpid:\t7",
    "FS": b"\x1cNSpid:\t7",
    "RS": b"\x1eNSpid:\t7",
    "octet 85": b"\x85NSpid:\t7",
    "U+0085": b"\xc2\x85NSpid:\t7",
    "U+2028": b"\xe2\x80\xa8NSpid:\t7",
    "backslash n": b"\\nNSpid:\t7",
    "not UTF-8": b"\xffNSpid:\t7",
    "key alone": b"NSpid:\t7",
    "CR, uid": b"\rUid:\t0\t0\t0\t0",
    "CR, state": b"\rState:\tS",
}


def answers_by_name(socket, body):
    """The answers to a process under each of these names."""
    answers = {}
    for label, name in NAMES.items():
        node.set_process_name(name)
        try:
            answers[label] = str(grpc.ask(socket, grpc.WHO_IS, body))
        except OSError as hung_up:
            answers[label] = "hung up: %s" % hung_up
    return answers


def none_told(answers):
    for label, answer in answers.items():
        check(not answer.startswith("in pod") and answer != "not in a pod", "%s: %s" % (label, brief(answer)))
    return "%d refused, such as: %s" % (len(answers), next(iter(answers.values()))[:120])


def a_process(world, pod):
    """A sleeping process of the pod."""
    return world.process(time.sleep, 120, pod=pod)


@attack("process-name-status")
def process_name_status(world):
    """An account of whois.uids in a PID namespace of its own forges lines of /proc/PID/status by its process's name."""
    body = grpc.number(1, a_process(world, world.victim).pid)
    asked = world.process(answers_by_name, world.agent.socket, body, uid=NOSY_UID, namespaces=CLONE_NEWPID)
    return none_told(asked.result())


@attack("process-name-whoami")
def process_name_whoami(world):
    """A pod's process and an account's get their own identity under every name, and keep it when they change it while asking."""

    def body(own):
        with grpc.Client(world.agent.socket) as client:
            for name in list(NAMES.values()) + [b") R 1 1 1 1 1", b"x) S 0 (", b"((((", b"kubelet", b"\xff" * 15]:
                node.set_process_name(name)
                for answer in (client.who_am_i(), grpc.ask(world.agent.socket)):
                    check(answer.selectors == own, "%s: %s" % (name, answer))
        return True

    world.process(body, world.hostile.selectors, pod=world.hostile).result()
    world.process(body, [], uid=HONEST_UID + 5).result()
    return "%d names" % (len(NAMES) + 5)


@attack("whois-pid-namespace")
def whois_pid_namespace(world):
    """An account of whois.uids asks from another PID namespace by numbers that mean other processes there."""
    answers = {}
    for number in (1, 2, os.getpid(), a_process(world, world.victim).pid):
        answers[str(number)] = world.ask_as(
            call=grpc.WHO_IS, body=grpc.number(1, number), uid=NOSY_UID, namespaces=CLONE_NEWPID
        )
    return none_told(answers)


@attack("whois-from-a-pod")
def whois_from_a_pod(world):
    """A pod runs as an account that whois.uids names, in the host's PID namespace: it learns of nobody but itself."""
    target = a_process(world, world.victim)
    answers = {}
    for label, call, number in (
        ("WhoIs", grpc.WHO_IS, target.pid),
        ("WhoIs of the agent", grpc.WHO_IS, world.agent.pid),
        ("Watch", grpc.WATCH, target.pid),
        ("Overview", grpc.OVERVIEW, 0),
    ):
        body = grpc.number(1, number) if number else b""
        place = {"pod": world.hostile, "uid": NOSY_UID}
        answers[label] = world.process(first_answer, world.agent.socket, call, body, **place).result()
        inside = world.process(first_answer, world.agent.socket, call, body, namespaces=CLONE_NEWPID, **place)
        answers[label + ", own PID namespace"] = inside.result()
    for label, answer in answers.items():
        check(answer.startswith("status "), "%s: %s" % (label, brief(answer)))
    return "%d refused, such as: %s" % (len(answers), answers["WhoIs"][:120])


@attack("whois-from-a-container")
def whois_from_a_container(world):
    """The same from containers that are no pod's: Docker's and Podman's, and one that an account has made below its own cgroup."""
    target = a_process(world, world.victim)
    own = world.delegate(NOSY_UID)
    answers = {}
    for group in (
        "docker/" + "d" * 64,
        "system.slice/docker-%s.scope" % ("d" * 64),
        "machine.slice/libpod-%s.scope/container" % ("d" * 64),
        own + "/user.slice/libpod-%s.scope/container" % ("d" * 64),
    ):
        group = group if group.startswith(own) else world.cgroups.below_root(group)
        world.cgroups.make(group)
        answers[group] = world.process(
            first_answer, world.agent.socket, grpc.WHO_IS, grpc.number(1, target.pid), uid=NOSY_UID, cgroup=group
        ).result()
    for label, answer in answers.items():
        check(answer.startswith("status "), "%s: %s" % (label, brief(answer)))
    return "%d refused, such as: %s" % (len(answers), brief(answer, 100))


@attack("whois-pods", agent={"whois_pods": ("tenant/proxy",)})
def whois_pods(world):
    """A pod that whois.pods names may ask; pods of its account elsewhere, of another account there, and its neighbours may not."""
    target = a_process(world, world.victim)
    allowed = node.Pod(0x5001, "proxy", "tenant", "proxy")
    others = [
        node.Pod(0x5002, "proxy", "other", "proxy"),
        node.Pod(0x5003, "proxy", "tenant", "default"),
        node.Pod(0x5004, "proxy", "tenant", "proxy "),
        node.Pod(0x5005, "proxy", "tenan", "t/proxy"),
        node.Pod(0x5006, "proxy", "tenant/proxy", ""),
        node.Pod(0x5007, "tenant/proxy", "tenant", "Proxy"),
    ]
    world.list_pods(*(pod.json for pod in [allowed] + others))
    time.sleep(0.6)
    body = grpc.number(1, target.pid)
    try:
        for pod in [allowed] + others:
            world.cgroups.make(world.cgroup_of(pod))
            answer = world.process(first_answer, world.agent.socket, grpc.WHO_IS, body, pod=pod).result()
            check(
                answer.startswith("a message") == (pod is allowed), "%s/%s: %s" % (pod.namespace, pod.account, answer)
            )
    finally:
        world.list_pods()
    return "1 answered, %d refused" % len(others)


def first_answer(socket, call, body):
    """The first message of a call, or the status with which it ends."""
    with grpc.Client(socket) as client:
        got = client.next_message(client.start(call, body))
        return str(got) if isinstance(got, grpc.Answer) else "a message of %d octets" % len(got)


@attack("whois-by-strangers")
def whois_by_strangers(world):
    """Accounts that whois does not name ask about others, with odd numbers, and about themselves by Watch."""
    target = a_process(world, world.victim)

    def body():
        answers = {}
        for number in (0, 1, 2, -1, -(2**31), 2**31 - 1, target.pid, os.getpid()):
            for call in (grpc.WHO_IS, grpc.WATCH):
                if call == grpc.WATCH and number == 0:
                    continue
                answers["%s %d" % (call.decode()[-5:], number)] = first_answer(
                    world.agent.socket, call, grpc.number(1, number)
                )
        return answers

    answers = world.process(body, uid=HONEST_UID + 6).result()
    for label, answer in answers.items():
        check(answer.startswith("status "), "%s: %s" % (label, brief(answer)))
    return "%d refused" % len(answers)


@attack("whois-odd-numbers")
def whois_odd_numbers(world):
    """An account that may asks about 0, negative numbers, threads, kernel threads, zombies and requests that are no messages."""
    zombie = os.fork()
    if zombie == 0:
        os._exit(0)
    bodies = {str(n): grpc.number(1, n) for n in (0, -1, -(2**31), 2**31 - 1, 4_194_304, 2**40, zombie)}
    bodies["field of another type"] = grpc.octets(1, b"1")
    bodies["varint without end"] = b"\x08" + b"\xff" * 12
    bodies["length beyond the end"] = b"\x0a\xff\xff\xff\xff\x07"
    bodies["unknown fields"] = grpc.octets(9999, b"x" * 10000) + grpc.number(1, 2**31 - 1)
    bodies["groups within groups"] = b"\x13" * 5000

    def body():
        answers = {}
        for label, octets in bodies.items():
            try:
                answers[label] = str(grpc.ask(world.agent.socket, grpc.WHO_IS, octets))
            except OSError as hung_up:
                answers[label] = "hung up: %s" % hung_up
        return answers

    try:
        answers = world.process(body, uid=NOSY_UID).result()
    finally:
        os.waitpid(zombie, 0)
    for label, answer in answers.items():
        check(not answer.startswith("in pod"), "%s: %s" % (label, brief(answer)))
        check(answer.startswith(("status ", "not in a pod", "hung up")), "%s: %s" % (label, brief(answer)))
    return "; ".join("%s: %s" % (label, answer[:40]) for label, answer in answers.items())


@attack("watch-outlives-its-right")
def watch_after_reload(world):
    """Somebody who may ask about others keeps a Watch open; it ends when a reload takes that right away."""
    target = a_process(world, world.victim)

    def body():
        with grpc.Client(world.agent.socket, timeout=10) as client:
            stream = client.start(grpc.WATCH, grpc.number(1, target.pid))
            client.next_message(stream)
            ready.write(b"1")
            while True:
                got = client.next_message(stream)
                if isinstance(got, grpc.Answer):
                    return str(got)

    reading, writing = os.pipe()
    ready = os.fdopen(writing, "wb", buffering=0)
    watcher = HONEST_UID + 7
    try:
        world.agent.reload(whois=MAY_ASK + (watcher,))
        process = world.process(body, uid=watcher)
        os.read(reading, 1)
        world.agent.reload(whois=MAY_ASK)
        return "ended with " + process.result(15)
    finally:
        ready.close()
        os.close(reading)
        world.agent.reload()


SYS_CLONE3 = 435


def process_with_number(number):
    """Forks a process with this process ID (clone3 with set_tid)."""
    tid = ctypes.c_int(number)
    arguments = struct.pack("11Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, ctypes.addressof(tid), 1, 0)
    made = LIBC.syscall(SYS_CLONE3, arguments, len(arguments))
    if made < 0:
        raise OSError(ctypes.get_errno(), "clone3")
    return made


def reuse(world, tries):
    """How often the agent answered a connection whose process has ended and whose process ID now belongs to a process of the victim."""
    refused = answered = 0
    while refused + answered < tries:
        connection = http2.socket.socket(http2.socket.AF_UNIX)
        connection.settimeout(10)
        child = os.fork()
        if child == 0:
            try:
                connection.connect(str(world.agent.socket))
                if refused % 2:
                    # The server speaks first, so it has accepted the connection.
                    connection.recv(1, http2.socket.MSG_PEEK)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        try:
            other = process_with_number(child)
        except OSError as error:
            connection.close()
            if error.errno == errno.EEXIST:
                continue
            raise LeftOut("numbers of processes cannot be chosen here: %s" % error) from None
        if other == 0:
            world.cgroups.enter(world.cgroup_of(world.victim))
            signal.pause()
            os._exit(0)
        try:
            with grpc.Client.over(connection) as client:
                answer = client.who_am_i()
            answered += answer.status == grpc.OK
            refused += answer.status != grpc.OK
        except OSError:
            refused += 1
        finally:
            os.kill(other, signal.SIGKILL)
            os.waitpid(other, 0)
    check(not answered, "%d of %d calls were answered although the caller had ended" % (answered, tries))
    return "%d refused, none answered" % refused


@attack("pid-reuse", agent={"more": "limits { calls_per_second_per_caller = 100000 }"})
def pid_reuse(world):
    """Processes connect and end, and processes of the victim's pod get their numbers; then the connections are used."""
    return world.process(reuse, world, 200).result()


def forbid_pidfd_open():
    """Hides pidfd_open from this process and its children, with a seccomp filter."""
    arch, number = {"x86_64": (0xC000003E, 434), "aarch64": (0xC00000B7, 434)}.get(os.uname().machine, (0, 0))
    if not arch:
        raise LeftOut("a seccomp filter for " + os.uname().machine)
    rules = [
        (0x20, 0, 0, 4),  # load the architecture
        (0x15, 1, 0, arch),
        (0x06, 0, 0, 0x7FFF0000),  # another one: allow
        (0x20, 0, 0, 0),  # load the number
        (0x15, 0, 1, number),
        (0x06, 0, 0, 0x00050000 | errno.ENOSYS),
        (0x06, 0, 0, 0x7FFF0000),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rules), ctypes.addressof(code)))
    LIBC.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    if LIBC.prctl(22, 2, ctypes.addressof(program), 0, 0):  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
        raise LeftOut("a seccomp filter: " + os.strerror(ctypes.get_errno()))


@attack("process-name-stat", agent={"before_start": forbid_pidfd_open, "more": "peers_by_number = true"})
def process_name_stat(world):
    """Without pidfds the start time in /proc/PID/stat pins a process; a name with parentheses and blanks forges no field of it."""
    names = [b"x) S 1 1 1 1 1", b") S (", b")", b"(", b"a b c d e f g h", b"\n) R 0 0 0 0"]

    def body(own):
        for name in names:
            node.set_process_name(name)
            answer = grpc.ask(world.agent.socket)
            check(answer.selectors == own and answer.status == grpc.OK, "%s: %s" % (name, answer))
        return True

    world.process(body, world.hostile.selectors, pod=world.hostile).result()
    world.process(body, [], uid=HONEST_UID + 5).result()
    return "%d names" % len(names)


def hide_processes(world, option):
    """A wrapper that starts the agent under a separate account, with a /proc that hides processes of others."""
    unprivileged = 'exec setpriv --reuid=%d --regid=%d --clear-groups "$@"' % (POD_UID + 1, POD_UID + 1)
    script = "mount -t proc -o %s proc /proc && %s" % (option, unprivileged)
    return ("unshare", "--mount", "sh", "-c", script, "sh")


@attack("hidden-processes", on_agent=False)
def hidden_processes(world):
    """The agent cannot see its callers for hidepid: they are told so, and are never "not in a pod"."""
    told = {}
    for option in ("hidepid=1", "hidepid=2", "hidepid=4", "subset=pid"):
        folder = world.folder / option.replace("=", "-")
        folder.mkdir(exist_ok=True)
        os.chown(folder, POD_UID + 1, POD_UID + 1)
        for name in ("ca.crt", "token"):
            (folder / name).write_bytes((world.folder / name).read_bytes())
        (folder / "token").chmod(0o644)
        world.start_agent(wrapper=hide_processes(world, option), folder=folder)
        try:
            pod = world.ask_as(pod=world.victim)
            host = world.ask_as(uid=HONEST_UID)
        finally:
            world.stop_agent()
        if option == "subset=pid":
            check(pod == "in pod: " + " ".join(world.victim.selectors), "%s: a pod got %s" % (option, pod))
        else:
            for answer in (pod, host):
                check(answer.startswith("status "), "%s: %s" % (option, answer))
        told[option] = pod
    return "; ".join("%s: %s" % (option, answer[:90]) for option, answer in told.items())
