"""The archive is looked at, and its events are told again: to everybody, by type, to one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.localstack.conftest import wait_for
from tests.ops.conftest import MENDED, Stage


def told(stage: Stage) -> tuple[str, str]:
    """Two consumers that have each heard their event; the window in which that was."""
    stage.bus()
    for name, kind in (("users-on-thing", "ThingHappened"), ("users-on-other", "OtherHappened")):
        stage.subscribe(name, kind, stage.function(name, MENDED))
        stage.tell(kind, event_id=f"evt_{kind}")
        heard(stage, name, 1)
    return _at(-3600), _at(0)


def heard(stage: Stage, name: str, times: int) -> None:
    """Until a consumer has been called so often."""
    wait_for(lambda: len(stage.done(name)) == times)


def _at(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def test_a_replay_tells_everybody_again(stage: Stage) -> None:
    start, end = told(stage)

    assert "ENABLED  2 events" in stage.ops("events", "archive")
    answer = stage.ops("events", "replay", "--from", start, "--to", end, "--wait")
    assert "COMPLETED" in answer
    for name in ("users-on-thing", "users-on-other"):
        heard(stage, name, 2)
        first, again = stage.done(name)
        assert first["detail"] == again["detail"]
    assert "COMPLETED" in stage.ops("events", "archive")


def test_a_replay_reaches_only_whom_it_names(stage: Stage) -> None:
    start, end = told(stage)
    window = ("events", "replay", "--from", start, "--to", end, "--wait")

    stage.ops(*window, "--to-consumer", "users/on_thing")
    heard(stage, "users-on-thing", 2)
    stage.ops(*window, "--type", "OtherHappened")
    heard(stage, "users-on-other", 2)
    assert len(stage.done("users-on-thing")) == 2


def test_what_lies_outside_the_window_is_not_told(stage: Stage) -> None:
    told(stage)

    stage.ops("events", "replay", "--from", _at(-7200), "--to", _at(-3600), "--wait")
    stage.tell("ThingHappened", event_id="evt_last")
    heard(stage, "users-on-thing", 2)
    assert len(stage.done("users-on-other")) == 1


def test_a_replay_that_cannot_be_is_refused_before_it_starts(stage: Stage) -> None:
    start, end = told(stage)
    refused = {
        "is not before": (end, start),
        "has not come yet": (start, _at(60)),
        "the archive reaches back to": (_at(-30 * 86400), end),
    }
    for why, (begin, finish) in refused.items():
        assert why in stage.ops("events", "replay", "--from", begin, "--to", finish, code=1)
    window = ("events", "replay", "--from", start, "--to", end)
    assert "nobody hears 'Nothing'; heard are: OtherHappened, ThingHappened" in stage.ops(
        *window, "--type", "Nothing", code=1
    )
    assert "there is: users/on_other, users/on_thing" in stage.ops(
        *window, "--to-consumer", "users/on_nothing", code=1
    )
    assert "nobody hears" in stage.ops(
        *window, "--to-consumer", "users/on_thing", "--type", "OtherHappened", code=1
    )
    assert "is no time" in stage.ops("events", "replay", "--from", "x", "--to", end, code=2)
    assert "no zone" in stage.ops(
        "events", "replay", "--from", "2026-11-20T00:00:00", "--to", end, code=2
    )
    assert stage.local.client("events").list_replays(NamePrefix=stage.name)["Replays"] == []


def test_a_stage_without_an_archive_is_named(stage: Stage) -> None:
    assert f"has no archive {stage.name}-bus" in stage.ops("events", "archive", code=1)
