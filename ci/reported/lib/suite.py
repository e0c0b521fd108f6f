"""Registers cases, runs them, and says how each went."""

import concurrent.futures
import os
import pathlib
import shutil
import tempfile
import time
import traceback

from .program import HOME, Failed, LeftOut

CASES = []


class Case:
    """One input of a report, and the function that tries it in an empty folder."""

    def __init__(self, report, name, needs, body):
        self.report, self.name, self.needs, self.body = report, name, needs, body

    def __str__(self):
        return "%s/%s" % (self.report, self.name)


def case(report, name, *needs, **arguments):
    """Has the function run as one case of a report. `needs`: "root", or programs that have to be installed."""

    def register(function):
        CASES.append(Case(report, name, needs, lambda folder: function(folder, **arguments)))
        return function

    return register


def missing(need):
    if need == "root":
        return None if os.geteuid() == 0 else "root"
    return None if shutil.which(need) else need


def run(chosen):
    """Runs cases, as many at once as there are processors. Gives each with "passed", "FAILED" or "skipped", and why."""
    # Not in /tmp, because some cases mount another one there.
    with tempfile.TemporaryDirectory(prefix="attestor-reported-", dir="/var/tmp") as top:
        os.chmod(top, 0o755)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            folders = [pathlib.Path(top, str(number)) for number in range(len(chosen))]
            for this, (result, said) in zip(chosen, pool.map(_run, chosen, folders)):
                yield this, result, said


def _run(this, folder):
    lacking = [need for need in map(missing, this.needs) if need]
    if lacking:
        return "skipped", "needs " + ", ".join(lacking)
    folder.mkdir()
    began = time.monotonic()
    try:
        this.body(folder)
        return "passed", "%.1f s" % (time.monotonic() - began)
    except LeftOut as left_out:
        return "skipped", "needs %s" % left_out
    except Failed as failed:
        return "FAILED", str(failed)
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        return "FAILED", "%s: %s (%s:%d)" % (type(error).__name__, error, os.path.basename(at.filename), at.lineno)


def is_packaged():
    return (HOME / "bin/attestor").exists()
