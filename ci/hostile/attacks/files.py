"""Configurations and installed files."""

import os
import shutil
import subprocess
import time

from lib.node import brief, check
from lib.suite import attack
from lib.world import PROGRAM, copy_of_home

DEPTH = 200_000


def config_texts():
    """Configurations that are deep, long, or both."""
    return {
        "open lists": b"a = " + b"[" * DEPTH,
        "lists": b"a = " + b"[" * DEPTH + b"]" * DEPTH,
        "open blocks": b"a {" * DEPTH,
        "blocks": b"a {" * DEPTH + b"}" * DEPTH,
        "JSON objects": b'{"a":' * DEPTH + b"1" + b"}" * DEPTH,
        "JSON lists": b'{"a":' + b"[" * DEPTH + b"]" * DEPTH + b"}",
        "keys of a block": b'"k" ' * DEPTH + b"{}",
        "templates": b'a = "' + b"${" * DEPTH + b'"',
        "closed templates": b'a = "' + b"${" * DEPTH + b"}" * DEPTH + b'"',
        "comments": b"/*" * DEPTH,
        "comment lines": b"#\n" * DEPTH,
        "heredoc": b"a = <<EOF\n" + b"x\n" * DEPTH,
        "backslashes": b'a = "' + b"\\" * DEPTH,
        "a long string": b'a = "' + b"x" * (4 << 20) + b'"',
        "a long key": b"k" * (4 << 20) + b" = 1",
        "a long number": b"a = " + b"9" * (1 << 20),
        "a large exponent": b"a = 1e999999999",
        "many keys": b"".join(b"k%d = 1\n" % i for i in range(DEPTH)),
        "one key many times": b"node_name = 1\n" * DEPTH,
        "not UTF-8": b'a = "\xff\xfe\xc0\x80"',
        "UTF-16": "a = 1".encode("utf-16"),
        "NUL": b"\0" * DEPTH,
        "bell and escapes": b'\x1b[2J\x07 = "\x1b]0;x\x07"',
        "minus": b"a = " + b"-" * DEPTH + b"1",
        "64 MiB": b"#" * (64 << 20),
    }


@attack("config-deep-and-long", on_agent=False)
def deep_and_long(world):
    """`config check` of configurations that are 200,000 levels deep or megabytes long: an error or an answer, soon."""
    slowest, count = 0.0, 0
    for label, text in config_texts().items():
        for wrapped in (False, True):
            if wrapped and "list" not in label and "block" not in label:
                continue
            path = world.folder / "odd.hcl"
            path.write_bytes(b'WorkloadAttestor "k8s" { plugin_data {\n' + text + b"\n} }" if wrapped else text)
            began = time.monotonic()
            try:
                ended = subprocess.run(
                    [str(PROGRAM), "config", "check", str(path)],
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=20,
                )
            except subprocess.TimeoutExpired:
                check(False, "%s: no answer within 20 s" % label)
            took = time.monotonic() - began
            said = (ended.stdout + ended.stderr).decode("utf-8", "replace")
            check(ended.returncode in (0, 1), "%s: exit code %d: %s" % (label, ended.returncode, brief(said)))
            check(
                "\tat " not in said and "Exception in" not in said and "StackOverflow" not in said,
                "%s: %s" % (label, brief(said)),
            )
            check(len(said) < 64 << 10, "%s: %d KiB of output" % (label, len(said) >> 10))
            odd = [c for c in set(said) if ord(c) < 32 and c not in "\n\t" or ord(c) == 127]
            check(not odd, "%s: control characters in the output: %s" % (label, odd))
            slowest, count = max(slowest, took), count + 1
    return "%d files, the slowest took %.1f s" % (count, slowest)


def digest(home):
    return subprocess.run(["sha256sum", str(home / "SHA256SUMS")], capture_output=True, check=True).stdout[:64].decode()


def marker_library(folder):
    """A library that creates a file as soon as it is loaded, and the file; None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        return None, None
    marker = folder / "was-loaded"
    source = folder / "marker.c"
    source.write_text(
        "#include <fcntl.h>\n__attribute__((constructor)) static void run(void) " '{ creat("%s", 0666); }\n' % marker
    )
    library = folder / "marker.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return library, marker


@attack("verify-additional-files", on_agent=False)
def additional_files(world):
    """Files that SHA256SUMS does not list lie in the folder, or something else than a file: `--verify` refuses to run them."""
    home = copy_of_home(world.folder)
    library, marker = marker_library(world.folder)
    expected = digest(home)
    launcher = home / "bin/attestor"
    run = subprocess.run([str(launcher), "--verify", expected, "--version"], capture_output=True)
    check(run.returncode == 0, "the folder as it was built is refused: %s" % run.stderr.decode())
    jar = next(home.glob("lib/attestor-cli-*.jar"))
    places = [
        "runtime/lib/libdl.so.2",
        "runtime/lib/server/libm.so.6",
        "runtime/lib/.hidden.so",
        "runtime/lib/with\nline break.so",
        "runtime/lib/\xe9.so".encode("latin-1"),
        "lib/aaa.jar",
        "lib/native/libjnidispatch-more.so",
        "bin/java",
        "runtime/lib/modules.d/more",
    ]
    believed = []
    for place in places:
        path = os.path.join(os.fsencode(home), os.fsencode(place))
        made = not os.path.isdir(os.path.dirname(path))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(library or jar, path)
        believed += judge(launcher, expected, marker, place)
        os.unlink(path)
        if made:
            os.rmdir(os.path.dirname(path))
    for place, target in (
        ("runtime/lib/link.so", "/lib/x86_64-linux-gnu/libc.so.6"),
        ("runtime/lib/linked", "/tmp"),
        ("lib/link.jar", str(jar)),
    ):
        (home / place).symlink_to(target)
        believed += judge(launcher, expected, marker, place)
        (home / place).unlink()
    os.mkfifo(home / "runtime/lib/fifo.so")
    believed += judge(launcher, expected, marker, "runtime/lib/fifo.so")
    (home / "runtime/lib/fifo.so").unlink()
    check(not believed, "%d of %d were run beside: %s" % (len(believed), len(places) + 4, ", ".join(believed)))
    run = subprocess.run([str(launcher), "--verify", expected, "--version"], capture_output=True)
    check(run.returncode == 0, "the folder as it was built is refused afterwards: %s" % run.stderr.decode())
    return "%d refused" % (len(places) + 4)


def judge(launcher, expected, marker, place):
    """The place, if the program ran; None if it was rejected before Java started."""
    if marker:
        marker.unlink(missing_ok=True)
    try:
        run = subprocess.run(
            [str(launcher), "--verify", expected, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
        )
    except subprocess.TimeoutExpired:
        return [ascii(place) + ", which stalls"]
    ran = run.returncode == 0 or b"attestor 0" in run.stdout or marker and marker.exists()
    return [ascii(place) + (", which was loaded" if marker and marker.exists() else "")] if ran else []


@attack("verify-environment", on_agent=False)
def environment(world):
    """With `--verify`, a PATH, links and a working folder of somebody else's do not change what is run."""
    home = copy_of_home(world.folder)
    expected = digest(home)
    foreign = world.folder / "foreign"
    foreign.mkdir(exist_ok=True)
    (foreign / "SHA256SUMS").write_text("")
    (world.folder / "a link").unlink(missing_ok=True)
    (world.folder / "a link").symlink_to(home / "bin/attestor")
    run = subprocess.run(
        [str(world.folder / "a link"), "--verify", expected, "--version"], cwd=foreign, capture_output=True
    )
    check(run.returncode == 0, "not run through a link: %s" % run.stderr.decode())
    jar = next(home.glob("lib/attestor-cli-*.jar"))
    data = jar.read_bytes()
    refused = 0
    for change in (data + b"x", data[:-1], b""):
        jar.write_bytes(change)
        run = subprocess.run([str(home / "bin/attestor"), "--verify", expected, "--version"], capture_output=True)
        check(run.returncode == 1 and not run.stdout, "a changed jar was run")
        refused += 1
    return "%d refused" % refused
