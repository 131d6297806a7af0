"""How much the canaries covered, said at the end of a run."""

from __future__ import annotations

import pytest

FOUND: set[str] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Remember which tests there are."""
    FOUND.update(item.nodeid for item in items if "/redaction/test_endpoints" in item.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the number of fields and endpoints."""
    if FOUND:
        from tests.redaction.test_endpoints import ENDPOINTS, wanted

        fields = sum(len(wanted(declared)) for declared in ENDPOINTS.values())
        terminalreporter.write_line(f"canaries: {fields} fields of {len(ENDPOINTS)} endpoints")
