"""The packaged programs, and what is expected of a run."""

import os
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[3]
HOME = pathlib.Path(os.environ.get("ATTESTOR_DIR", TOP / "target/attestor")).resolve()

# What this host has in its environment must not decide how a case ends.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}


class Failed(Exception):
    """The program did something else than expected."""


class LeftOut(Exception):
    """This host does not offer what a case needs."""


class Run:
    """A program that has ended."""

    def __init__(self, command, folder, environment=None, wrapper=()):
        ended = subprocess.run(
            [*wrapper, *map(str, command)],
            cwd=folder,
            env={**ENVIRONMENT, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=120,
        )
        self.status = ended.returncode
        self.out = ended.stdout.decode("utf-8", "replace")
        self.err = ended.stderr.decode("utf-8", "replace")

    @property
    def text(self):
        return self.out + self.err

    def expect(self, status, *says, never=()):
        """The exit status, texts that the run printed, and texts that it must not have printed."""
        expected = ["exit status %d" % status] if self.status != status else []
        expected += ['"%s"' % text for text in says if text not in self.text]
        expected += ['not "%s"' % text for text in never if text in self.text]
        if expected:
            lines = " / ".join(self.text.strip().splitlines())
            raise Failed(
                "expected %s, got exit status %d and: %s"
                % (" and ".join(expected), self.status, lines if len(lines) <= 700 else lines[:700] + "...")
            )
        return self


def attestor(folder, *arguments, **options):
    return Run([HOME / "bin/attestor", *arguments], folder, **options)


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def check(folder, text, name="k8s.hcl", **options):
    """`attestor config check` of a configuration with this text."""
    write(folder, name, text)
    return attestor(folder, "config", "check", name, **options)


def doctor(folder, text, **options):
    write(folder, "k8s.hcl", text)
    return attestor(folder, "doctor", "--config", "k8s.hcl", **options)
