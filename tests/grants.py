"""Every word of a declaration that grants something is used: the unused are named after a run.

Each test process notes what the functions did in it (``commons.granted``) and hands it to the
controller. A whole run compares and says what it found; with GRANTS=1 in its environment any run
does, and fails.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from commons.declare import READ, Declaration
from commons.granted import Right, name_of, observed, rights

READS = {f"dynamodb:{action}" for action in READ}
#: Granted, and seen only now and then; by function and the word's resource and prefix.
UNSEEN = {
    ("realtime.sweep_silent_sockets", "table/realtime F#"): (
        "only when a socket identifies itself while it is swept"
    ),
    **{
        (pump, "queue/realtime-pump"): (
            "only when its time is over before its work; tests/commons/streams simulates it"
        )
        for pump in ("realtime.pump_nudged", "realtime.pump_logged")
    },
}
#: Options with which not every test runs.
CHOOSING = ("keyword", "collectonly", "lf", "stepwise", "deselect", "ignore", "ignore_glob")
#: The same code by another trigger: what one was seen to do, the other may.
TWINS = {"realtime.pump_logged": "realtime.pump_nudged"}
_seen: dict[str, set[Right]] = {}


def unused(declarations: list[Declaration], seen: dict[str, set[Right]]) -> dict[str, set[str]]:
    """By function, the words that nothing used and nothing explains."""
    found: dict[str, set[str]] = {}
    for declared in declarations:
        name = name_of(declared)
        used = seen.get(name, set()) | seen.get(TWINS.get(name, ""), set())
        idle = words(rights(declared)) - words(used)
        if idle:
            found.setdefault(name, set()).update(idle)
    return found


def words(granted: set[Right]) -> set[str]:
    """Rights as a declaration says them: it names rows to read or to write, not the verbs."""
    return {_word(*right) for right in granted}


def _word(action: str, resource: str, prefix: str) -> str:
    if not action.startswith("dynamodb:"):
        return resource
    return f"{'reads' if action in READS else 'writes'} {resource} {prefix}"


def complaints(declarations: list[Declaration], seen: dict[str, set[Right]]) -> list[str]:
    """What is granted and unused, and what is explained and not granted."""
    found = {(name, word) for name, idle in unused(declarations, seen).items() for word in idle}
    known = {(name, word) for name, word in found if (name, _thing(word)) in UNSEEN}
    granted = {(name_of(d), _thing(word)) for d in declarations for word in words(rights(d))}
    return [
        *(f"{name} is granted and never used: {word}" for name, word in sorted(found - known)),
        *(
            f"{name}: explained in tests/grants.py and not granted: {thing}"
            for name, thing in sorted(UNSEEN.keys() - granted)
        ),
    ]


def _thing(word: str) -> str:
    return word.removeprefix("reads ").removeprefix("writes ")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of xdist has ended: take over what its functions did."""
    _merge(getattr(node, "workeroutput", {}).get("observed", {}))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over, or compare."""
    done = {name: [list(right) for right in seen] for name, seen in observed.items()}
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["observed"] = done
        return
    _merge(done)
    if _is_whole(session):
        from stacks.catalog import Catalog

        if found := complaints(Catalog.load().declarations, _seen):
            session.config.stash[COMPLAINTS] = found
            if "GRANTS" in os.environ:  # `make nightly`; a whole run of every change only says so
                session.exitstatus = pytest.ExitCode.TESTS_FAILED


COMPLAINTS = pytest.StashKey[list[str]]()


def _merge(done: dict[str, list[list[str]]]) -> None:
    for name, seen in done.items():
        _seen.setdefault(name, set()).update((a, r, p) for a, r, p in seen)


def _is_whole(session: pytest.Session) -> bool:
    """Whether every test ran, and well."""
    config = session.config
    if "GRANTS" in os.environ:
        return True
    chosen = [name for name in CHOOSING if config.getoption(name, None)]
    chosen += ["markexpr"] if config.getoption("markexpr") != "not nightly" else []
    given = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    return not (chosen or given or session.testsfailed or session.exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was found, last: the run is red though no test is."""
    found = terminalreporter.config.stash.get(COMPLAINTS, [])
    if found:
        terminalreporter.section("grants", red=True)
    for line in found:
        terminalreporter.write_line(f"GRANTS: {line}", red=True)
