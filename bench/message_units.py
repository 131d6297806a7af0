"""DynamoDB units of a message: the figures that the test of them prints."""

from __future__ import annotations

import re
import subprocess
import sys

from bench.report import ROOT, Block, conditions

TEST = "tests/commons/test_units.py"
LINE = re.compile(r"^\W*(.+): (?:([\d.]+) write)?(?: and )?(?:([\d.]+) read)? units(?:; (.*))?$")


def run() -> Block:
    """Counted from item sizes; the test holds each against its budget."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", TEST]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout)
    rows = [
        [found[1], found[2] or "-", found[3] or "-"]
        for line in done.stdout.splitlines()
        if (found := LINE.match(line))
    ]
    note = (
        f"Counted from the sizes of items (`{TEST}`): the same on every machine. A body of 500 "
        "bytes, warm caches."
    )
    return Block("units", ("", "write units", "read units"), rows, (note, conditions("units")))
