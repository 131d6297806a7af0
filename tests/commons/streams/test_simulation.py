"""Streams under random interleavings and kills: no seed goes wrong, every planted bug does."""

from __future__ import annotations

import pytest

from commons.streams import append, pump, replay
from tests.commons.streams.simulation import Algorithm, World

RUNS = 1000
BUG_RUNS = 300

DELIVER = "            deliver(stream, cursor.sq, run[-1].sq, run)\n"
ADVANCE = "            log.advance(stream, cursor, reached)\n"
REACHED = (
    "            reached = Cursor(run[-1].sq, clock.now_ms(), last_message(run) or cursor.last)\n"
)

BUGS = {
    "passes over holes": Algorithm(
        pump=Algorithm.changed(
            pump,
            "while length < len(entries) and entries[length].sq == sq + 1 + length:",
            "while length < len(entries):",
        )
    ),
    "positions are not write-once": Algorithm(write_once=False),
    "viewers are read before the log": Algorithm(viewers_after_log=False),
    "replay before focus": Algorithm(viewer_before_replay=False),
    "cursor before posts": Algorithm(
        pump=Algorithm.changed(pump, DELIVER + REACHED + ADVANCE, REACHED + ADVANCE + DELIVER)
    ),
    "replay passes over holes": Algorithm(
        replay=Algorithm.changed(replay, "run = hole_free(entries, after)", "run = entries")
    ),
    "no dedupe": Algorithm(dedupe=False),
    "acknowledged before it is stored": Algorithm(ack_after_commit=False),
    "a hole is never filled": Algorithm(
        pump=Algorithm.changed(pump, "log.fill(stream, cursor.sq + 1)", "pass")
    ),
    "a filled position is not given up": Algorithm(
        append=Algorithm.changed(
            append,
            "        except Occupied:\n            continue\n",
            "        except Occupied:\n            pass\n",
        )
    ),
    "the pump stops after one run": Algorithm(
        pump=Algorithm.changed(pump, "if len(run) == len(entries) < PAGE:", "if run:")
    ),
}


def test_no_seed_goes_wrong() -> None:
    kills = fills = 0
    for seed in range(RUNS):
        world = World(seed)
        assert world.run() == [], f"seed {seed}"
        kills += world.kills
        fills += world.log.fills
    print(f"{RUNS} runs, {kills} kills, {fills} holes filled: 0 bad")
    assert kills > RUNS
    assert fills > RUNS / 2


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str) -> None:
    caught = next((s for s in range(BUG_RUNS) if World(s, BUGS[bug]).run()), None)
    assert caught is not None, f"no seed below {BUG_RUNS} notices"
