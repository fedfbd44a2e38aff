#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A program that does what the id of the order says, and reports what the system forbade."""
import errno
import json
import os
import socket
import subprocess
import sys


def exec_other():
    os.execv("/usr/bin/python3", ["python3", "-c", "import os; os.fork()"])


DEEDS = {
    "forks": os.fork,
    "runs": lambda: subprocess.run(["/bin/true"], check=True),
    "opens-a-socket": socket.socket,
    "reads-passwords": lambda: open("/etc/passwd"),
    "lists-another-folder": lambda: os.listdir("/etc"),
    "writes-a-file": lambda: open("/tmp/reseal-wild", "w"),
    "reads-itself": lambda: open("manifest.json"),
    "prints": lambda: print("hello"),
    "exits": lambda: os._exit(7),
    "hangs": lambda: [None for _ in iter(int, 1)],
    "floods": lambda: sys.stdout.write("x" * (100 << 20)),
    "becomes-another": exec_other,
}


def answer(message):
    if message["call"] == "describe":
        return {"ok": {"id": "wild_program", "version": "1.0.0"}}
    try:
        DEEDS[message["input"]["order"]["id"]]()
        outcome = "done"
    except OSError as error:
        outcome = errno.errorcode[error.errno]
    return {"error": {"code": "failed", "message": "was " + outcome}}


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"ok": {}} if "create" in asked else answer(asked)), flush=True)
