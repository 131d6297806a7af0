"""The committed catalogue and schemas are those of the code, and take nothing away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

import pytest
from jsonschema import Draft202012Validator

from commons.contracts.communities.members import BanLifted, MemberBanned
from commons.declare import Declaration
from commons.events import Event
from commons.testing import declarations
from tests.events import watch
from tools.events.__main__ import FOLDER, PAGE, broken_promises, generated
from tools.events.described import Described, Undescribed, all_events
from tools.events.schemas import Schema, changes_that_break, schema_of, strict

RUN = "run: python -m tools.events"


def test_nothing_promised_is_taken_away() -> None:
    assert broken_promises() == []


def test_the_committed_files_are_the_generated_ones() -> None:
    fresh = generated()
    committed = {path.name: path.read_text() for path in FOLDER.glob("*.json")}
    committed[PAGE] = (FOLDER / PAGE).read_text()
    assert sorted(committed) == sorted(fresh), RUN
    stale = [name for name, text in fresh.items() if committed[name] != text]
    assert stale == [], RUN


def test_every_schema_is_one_and_allows_its_example() -> None:
    for event in all_events():
        schema = schema_of(event)
        Draft202012Validator.check_schema(schema)
        for example in schema["examples"]:
            Draft202012Validator(strict(schema)).validate(example)


def test_every_event_a_function_emits_or_appends_is_described() -> None:
    described = {(event.publisher, event.name) for event in all_events()}
    told = {(e.source, e.__name__) for d in declarations() for e in d.emits}
    told |= {(_owner(d), name) for d in declarations() for name in d.appends}
    assert told - described == set()


def test_every_described_event_is_emitted_by_some_function() -> None:
    assert [event.name for event in all_events() if not event.emitted_by] == []


def test_an_event_that_describes_nothing_is_refused() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Silent(Event):
        """Says nothing of its field."""

        order: ClassVar[str] = "None."
        what: str

    silent = Described("Silent", Silent, "tests", "", "", "", (), ())
    with pytest.raises(Undescribed, match="Silent: what"):
        schema_of(silent)


@pytest.fixture
def banned() -> Schema:
    return _committed("communities.MemberBanned")


def _committed(name: str) -> Schema:
    schema: Schema = json.loads((FOLDER / f"{name}.json").read_text())
    return schema


def test_an_added_field_with_a_default_breaks_nobody(banned: Schema) -> None:
    now = json.loads(json.dumps(banned))
    now["properties"]["more"] = {"type": "string"}

    assert changes_that_break(banned, now) == []


def test_a_removed_a_retyped_and_a_required_field_are_named(banned: Schema) -> None:
    now = json.loads(json.dumps(banned))
    del now["properties"]["actor_id"]
    now["properties"]["user_id"] = {"type": "integer"}
    now["properties"]["more"] = {"type": "string"}
    now["required"] = ["event_id", "user_id", "more"]

    assert sorted(changes_that_break(banned, now)) == [
        "actor_id was removed",
        "community_id was always there and may now be absent",
        "more is new and has no default",
        "user_id was string and is integer",
    ]


def test_what_lies_deep_in_a_streams_event_is_compared_too() -> None:
    before = _committed("messages.MESSAGE_CREATE")
    now = json.loads(json.dumps(before))
    del now["$defs"]["Reaction"]["properties"]["count"]
    now["properties"]["d"]["properties"]["content"] = {"type": "string"}

    assert sorted(changes_that_break(before, now)) == [
        "d.content was null|string and is string",
        "d.reactions[].count was removed",
    ]


def test_an_event_that_is_no_more_is_named(tmp_path: Path) -> None:
    (tmp_path / "communities.CommunityRazed.json").write_text("{}")

    assert broken_promises(tmp_path) == ["communities.CommunityRazed: the event was removed"]


@pytest.fixture
def forgiven() -> Iterator[list[str]]:
    """What a test provokes on purpose."""
    yield watch.violations
    watch.violations.clear()


def test_the_watch_notices_what_breaks_a_schema(forgiven: list[str]) -> None:
    event = MemberBanned(community_id="com_1", user_id="usr_1", actor_id="usr_2")
    detail = json.loads(event.to_json())
    watch.check("communities", "MemberBanned", detail, "on the bus")
    assert forgiven == []

    watch.check("communities", "MemberBanned", detail | {"user_id": 7}, "on the bus")
    watch.check("communities", "MemberBanned", detail | {"mood": "bad"}, "on the bus")
    watch.check("communities", "Unheard", detail, "on the bus")
    retyped, unknown, undescribed = forgiven
    assert "user_id breaks type" in retyped
    assert "['mood']" in unknown
    assert "communities.Unheard on the bus: no schema" in undescribed
    watch.check("communities", "BanLifted", {"event_id": "evt_1"}, "on the bus")
    assert all("breaks required" in more for more in forgiven[3:])
    assert len(forgiven) == 3 + len(fields(BanLifted)) - 1


def _owner(declared: Declaration) -> str:
    return declared.service
