"""Figures with their spread, and the places in a hand-written page that they are put into."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"


class NoSuchBlock(Exception):
    """The page has no place of this name: ``<!-- bench:name -->`` … ``<!-- /bench:name -->``."""


@dataclass(frozen=True)
class Block:
    """One generated piece of a page: a table, and lines below it."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = field(default=())

    def __str__(self) -> str:
        lines = [_row(self.head), _row(["---", *["---:"] * (len(self.head) - 1)])]
        lines += [_row(row) for row in self.rows]
        return "\n".join([*lines, *(f"\n{note}" for note in self.notes)])


def measured(values: Iterable[float], digits: int = 0) -> str:
    """The median, and the middle half of the values: ``12 (11-14)``."""
    low, middle, high = statistics.quantiles(list(values), n=4, method="inclusive")
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def conditions(part: str) -> str:
    """Where and when this was measured, and by what."""
    load = "/".join(f"{one:.1f}" for one in os.getloadavg()[:2])
    libraries = ", ".join(f"{name} {version(name)}" for name in ("fastapi", "pydantic", "botocore"))
    return (
        f"`python -m bench {part}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {libraries}; "
        f"load {load} (1 and 5 minutes) at the end."
    )


def write(block: Block, page: Path = PAGE, kind: str = "bench") -> None:
    """Put a block into its place in a page. Raises NoSuchBlock."""
    page.write_text(placed(page.read_text(), block, kind))


def placed(text: str, block: Block, kind: str = "bench") -> str:
    """The page with this block in its place."""
    begin, end = f"<!-- {kind}:{block.name} -->", f"<!-- /{kind}:{block.name} -->"
    if begin not in text or end not in text:
        raise NoSuchBlock(block.name)
    pattern = re.escape(begin) + r".*?" + re.escape(end)
    return re.sub(pattern, lambda _: f"{begin}\n\n{block}\n\n{end}", text, flags=re.DOTALL)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
