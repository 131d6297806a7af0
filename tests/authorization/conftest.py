"""How large the matrix is, said at the end of a run."""

from __future__ import annotations

import pytest

CELLS: set[str] = set()


def is_cell(test: str) -> bool:
    """Whether a test is one function for one persona."""
    return "authorization/test_cells_" in test and "[" in test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count the cells of the matrix."""
    CELLS.update(item.nodeid for item in items if is_cell(item.nodeid))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the number of cells."""
    if CELLS:
        terminalreporter.write_line(f"authorization matrix: {len(CELLS)} cells")
