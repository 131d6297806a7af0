"""Which tests run in one process: those of a file, and of a folder that shares one deployment.

xdist's own ``loadgroup`` marks tests by rewriting their ids, which pytest 9.2 does not let it do:
it groups nothing and says nothing.
"""

from __future__ import annotations

from typing import Any

import pytest

#: Folders whose tests share what is dear to set up. They go first, since they take longest.
TOGETHER = ("tests/journeys/", "tests/localstack/", "tests/stacks/")


def shared_by(nodeid: str) -> str:
    """What a test shares with others: its folder, or its file."""
    path = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first."""
    items.sort(key=lambda item: not item.nodeid.startswith(TOGETHER))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files, and the folders above, whole and in the order of collection."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = shared_by
    return scheduler
