"""Figures of a run: checked where they are measured, printed when the run ends, by any worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

PROPERTY = "figure"


class Figures:
    """``figures("attempts p99", 5, most=8)``: one line of the report, and a check."""

    def __init__(self, node: pytest.Item) -> None:
        self._node = node

    def __call__(
        self,
        name: str,
        value: float | str,
        *,
        most: float | None = None,
        least: float | None = None,
    ) -> None:
        """Print a figure at the end of the run; fail when it is out of its bounds."""
        shown = f"{value:.4g}" if isinstance(value, float) else str(value)
        bound = f" (at most {most:g})" if most is not None else ""
        bound += f" (at least {least:g})" if least is not None else ""
        self._node.user_properties.append((PROPERTY, f"{name}: {shown}{bound}"))
        assert most is None or float(value) <= most, f"{name}: {shown}{bound}"
        assert least is None or float(value) >= least, f"{name}: {shown}{bound}"


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Says what was measured."""
    return Figures(request.node)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures of all tests, after the results."""
    lines = list(_lines(terminalreporter))
    if lines:
        terminalreporter.section("figures")
    for line in lines:
        terminalreporter.line(line)


def _lines(terminalreporter: Any) -> Iterator[str]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                name = report.nodeid.rpartition("::")[2]
                found = [text for kind, text in report.user_properties if kind == PROPERTY]
                yield from (f"{name}: {text}" for text in found)
