#!/usr/bin/env python3
"""Calls the agent from many accounts at once, first without and then with a hostile one.

fairness.py SOCKET QUIET_CALLERS CALLS

Each quiet caller has its own account and connection, and makes CALLS calls in each round, a few per second. The hostile
caller opens as many connections as the agent accepts and sends calls over all of them as fast as it can, without waiting
for answers. Prints one JSON object: for each round, how many calls of the quiet callers were answered and how many
milliseconds they took, and how many answers the hostile caller got.
"""

import json
import multiprocessing
import os
import random
import selectors
import socket
import struct
import sys
import time

from wire import DATA, END_STREAM, HEADERS, PREFACE, SETTINGS, frame, read_frame, who_am_i

FIRST_UID = 20_000
HOSTILE_UID = 60_000
WINDOW_UPDATE = 8
WIDE_WINDOW = struct.pack(">I", (1 << 31) - 1 - 65_535)


def connect(path):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(60)
    connection.connect(path)
    connection.sendall(PREFACE + frame(SETTINGS, 0, 0, b"") + frame(WINDOW_UPDATE, 0, 0, WIDE_WINDOW))
    return connection


def call(connection, stream):
    """Returns whether the agent answered with a message."""
    connection.sendall(who_am_i(stream))
    answered = False
    while True:
        kind, flags, payload = read_frame(connection)
        if kind == DATA and payload:
            answered = True
        elif kind == HEADERS and flags & END_STREAM:
            return answered


def quiet(path, uid, calls, results):
    os.setuid(uid)
    times = []
    try:
        connection = connect(path)
        for number in range(calls):
            time.sleep(random.uniform(0.2, 0.6))
            began = time.monotonic()
            if call(connection, 2 * number + 1):
                times.append((time.monotonic() - began) * 1000)
    except (OSError, EOFError):
        # Calls without an answer are counted as failures.
        pass
    results.put(times)


def flood(connection, state):
    """Sends as much as the socket takes, and discards what it receives."""
    try:
        while connection.recv(65_536):
            pass
        state["closed"] = True
        return
    except BlockingIOError:
        pass
    for _ in range(50):
        if not state["rest"]:
            state["stream"] += 2
            state["rest"] = who_am_i(state["stream"])
            state["sent"] += 1
        try:
            state["rest"] = state["rest"][connection.send(state["rest"]):]
        except BlockingIOError:
            return


def hostile(path, stop, results):
    os.setuid(HOSTILE_UID)
    events = selectors.DefaultSelector()
    sent = opened = 0
    while not stop.is_set():
        while len(events.get_map()) < 100:
            try:
                connection = connect(path)
                connection.setblocking(False)
                state = {"stream": -1, "rest": b"", "sent": 0}
                events.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE, state)
                opened += 1
            except OSError:
                break
        for key, _ in events.select(timeout=0.05):
            before = key.data["sent"]
            try:
                flood(key.fileobj, key.data)
                closed = key.data.get("closed")
            except OSError:
                closed = True
            sent += key.data["sent"] - before
            if closed:
                events.unregister(key.fileobj)
                key.fileobj.close()
    results.put({"connections": opened, "calls_sent": sent})


def round_of(path, callers, calls):
    results = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=quiet, args=(path, FIRST_UID + number, calls, results))
        for number in range(callers)
    ]
    for process in processes:
        process.start()
    per_caller = [results.get(timeout=300) for _ in processes]
    for process in processes:
        process.join()
    times = sorted(each for caller in per_caller for each in caller)
    return {
        "answered": len(times),
        "least_answered_to_one": min(len(caller) for caller in per_caller),
        "p50_ms": round(times[len(times) // 2], 1),
        "p99_ms": round(times[len(times) * 99 // 100], 1),
        "max_ms": round(times[-1], 1),
    }


def main(path, callers, calls):
    multiprocessing.set_start_method("fork")
    outcome = {"alone": round_of(path, callers, calls)}
    stop = multiprocessing.Event()
    results = multiprocessing.Queue()
    attacker = multiprocessing.Process(target=hostile, args=(path, stop, results))
    attacker.start()
    time.sleep(1)
    outcome["with_hostile"] = round_of(path, callers, calls)
    stop.set()
    outcome["hostile"] = results.get(timeout=60)
    attacker.join()
    print(json.dumps(outcome))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
