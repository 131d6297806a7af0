"""A community of the largest size beside a small one: the times that the nightly test prints."""

from __future__ import annotations

import re
import subprocess
import sys

from bench.report import ROOT, Block, conditions

TEST = "tests/bench/test_large_community.py"
LINE = re.compile(
    r"^\W*(.+): small p50 ([\d.]+) ms p99 ([\d.]+) ms; large p50 ([\d.]+) ms p99 ([\d.]+) ms; "
    r"ratio p99 ([\d.]+)$"
)


def run() -> Block:
    """Both in one run and in turns, in process."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "nightly"]
    done = subprocess.run([*command, TEST], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout)
    rows = [
        list(found.groups()) for line in done.stdout.splitlines() if (found := LINE.match(line))
    ]
    note = (
        "Small: 5 roles, 50 channels with 2 overrides each, 60 members. Large: 250 roles, 500 "
        "channels with 30 overrides each, 100,000 members. Milliseconds of CPU of a warm request, "
        "botocore's part included; reads are answered in process, since the emulator looks through "
        "a whole partition for each query and DynamoDB does not. Calls and units are the same for "
        f"both (`{TEST}`), so what the network adds is the same too."
    )
    head = ("", "small p50", "small p99", "large p50", "large p99", "p99 large/small")
    return Block("large", head, rows, (note, conditions("large")))
