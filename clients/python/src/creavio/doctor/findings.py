"""What the doctor found: one line each, with what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from creavio.text import safe_line


class Level(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    SKIPPED = "skip"
    WARNING = "warn"
    FAILED = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do; empty when nothing is."""

    check: str
    level: Level
    text: str
    remedy: str = ""


def ok(check: str, text: str) -> Finding:
    """As it should be."""
    return Finding(check, Level.OK, text)


def skipped(check: str, text: str, remedy: str = "") -> Finding:
    """Not looked at, and why."""
    return Finding(check, Level.SKIPPED, text, remedy)


def warning(check: str, text: str, remedy: str) -> Finding:
    """It works, and will not always."""
    return Finding(check, Level.WARNING, text, remedy)


def failed(check: str, text: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(check, Level.FAILED, text, remedy)


def as_text(findings: Sequence[Finding]) -> str:
    """Lines for people; the remedy stands below its finding."""
    lines = []
    for one in findings:
        lines.append(f"{one.level:<5} {one.check:<12} {safe_line(one.text)}")
        if one.remedy:
            lines.append(f"{'':<18} -> {safe_line(one.remedy)}")
    counted = {level: sum(one.level is level for one in findings) for level in Level}
    lines.append("")
    lines.append(", ".join(f"{number} {level}" for level, number in counted.items() if number))
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """The same for programs."""
    return json.dumps([asdict(one) for one in findings], indent=1)


def exit_status(findings: Sequence[Finding]) -> int:
    """1 when something failed; warnings and what was skipped are no failure."""
    return int(any(one.level is Level.FAILED for one in findings))
