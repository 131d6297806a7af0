"""What a media node spends on a forwarded packet, measured in the node's own environment."""

from __future__ import annotations

import json
import subprocess

from bench.report import ROOT, Block, conditions

SUBSCRIBERS = ("10", "50", "200")
HEAD = (
    "players",
    "packets/s in",
    "packets/s out",
    "µs of CPU per packet sent",
    "% of a core",
    "% lost",
    "ms of CPU per join",
    "joins/s",
    "KiB per player",
)
FIGURES = (
    "subscribers",
    "in_per_s",
    "out_per_s",
    "us_per_packet",
    "core_percent",
    "lost_percent",
    "join_ms",
    "joins_per_s",
    "kib_per_subscriber",
)


def run() -> Block:
    """One publisher of audio and video, more and more players."""
    done = subprocess.run(
        [ROOT / ".tools/media/bin/python", "-m", "bench", *SUBSCRIBERS],
        cwd=ROOT / "media_nodes",
        capture_output=True,
        text=True,
        check=True,
    )
    measured = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [[str(figures[name]) for name in FIGURES] for figures in measured]
    return Block("media", HEAD, rows, [conditions("media")])
