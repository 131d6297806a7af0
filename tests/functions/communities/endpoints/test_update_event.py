"""Editing, moving and calling off an event."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.calendar import CalendarEventUpdated
from commons.permissions import Permission
from commons.testing import Person, emitted
from functions.communities import calendar
from functions.communities.endpoints.update_event import update_event
from tests.functions.communities.calendars import (
    body,
    create,
    edit,
    empower,
    hide,
    made,
    say,
    seen,
    weekly,
)
from tests.functions.communities.conftest import Place, check_lacks, founded
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    check_same,
    nothing_changes,
)

PAST = {"starts_at": "2020-01-01T00:00:00.000Z", "ends_at": "2020-01-01T01:00:00.000Z"}
GOOD = {"title": "Bread", "description": "Flour,\nwater.", "location": "Here", "capacity": 3}
BAD: dict[str, tuple[object, ...]] = {
    "title": (None, "", 1.5, "a\nb"),
    "starts_at": (None, "x", "2026-12-01"),
    "ends_at": (None, "2020-01-01T00:00:00Z"),
    "time_zone": (None, "Nowhere"),
    "recurrence": (None, "FREQ=DAILY"),
    "exceptions": (None, ["2026-12-24"]),
    "capacity": (0, "1", True),
    "remind_min": (-1, True),
    "cancelled": (None, 1, "true"),
}


def test_what_is_given_changes_and_what_is_absent_stays(place: Place) -> None:
    event = made(place)
    reply = edit(event, place.owner, **GOOD)
    assert (reply.status, reply.body) == (200, event | GOOD | {"revision": 2})
    assert reply.headers["etag"] == '"2"'
    nothing = dict.fromkeys(("location", "capacity", "remind_min"))
    after = edit(event, place.owner, **nothing).body
    assert after == event | GOOD | nothing | {"revision": 3}
    assert seen(event, place.member).body == after


def test_a_series_is_moved_by_its_rule(place: Place) -> None:
    event = made(place, **weekly())
    changed = {"recurrence": "FREQ=DAILY;COUNT=2", "exceptions": ["2030-01-01"]}
    assert edit(event, place.owner, **changed).body | changed == edit(event, place.owner).body | {
        "revision": 2
    }
    check_invalid(edit(event, place.owner, recurrence="FREQ=WEEKLY;BYDAY=TU"), "/body/recurrence")


def test_an_answer_stays_when_what_happens_once_is_moved(place: Place) -> None:
    event = made(place, **body())
    say(event, place.member, "going")
    moved = body(days=3)
    edit(event, place.owner, starts_at=moved["starts_at"], ends_at=moved["ends_at"])
    shown = seen(event, place.member).body["occurrence"]
    assert (shown["starts_at"], shown["my_rsvp"]) == (moved["starts_at"], "going")


def test_what_changed_meanwhile_is_not_overwritten(place: Place) -> None:
    event = made(place)
    replies = in_parallel(8, lambda i: edit(event, place.owner, '"1"', title=f"n{i}"))
    assert Counter(r.status for r in replies) == {200: 1, 412: 7}
    with nothing_changes("communities"):
        check_refused(edit(event, place.owner, '"1"', title="late"), 412, "precondition_failed")


def test_edits_at_the_same_time_all_hold(place: Place) -> None:
    event = made(place)
    assert {r.status for r in in_parallel(6, lambda i: edit(event, place.owner, capacity=i + 1))}
    assert seen(event, place.owner).body["revision"] == 7


def test_an_edit_is_told_and_audited(place: Place) -> None:
    event = made(place)
    edit(event, place.owner, title="Bread", description="x", cancelled=True)
    [told] = emitted(CalendarEventUpdated, calendar_event_id=event["id"])
    assert (told.revision, told.title, told.cancelled) == (2, "Bread", True)
    entry = log_of(place.community_id)[-1]
    assert entry["action"] == "event_updated"
    assert entry["before"] == {"title": "Baking", "cancelled": False}
    assert entry["after"] == {"title": "Bread", "cancelled": True}


def test_who_manages_events_edits_all_and_their_creator_their_own(place: Place) -> None:
    event = made(place)
    with nothing_changes("communities"):
        check_lacks(edit(event, place.member, **GOOD), "MANAGE_EVENTS")
    empower(place, place.member, Permission.CREATE_EVENTS)
    with nothing_changes("communities"):
        check_lacks(edit(event, place.member, **GOOD), "MANAGE_EVENTS")
    own = made(place, place.member)
    assert edit(own, place.member, **GOOD).status == 200
    empower(place, place.member, Permission.MANAGE_EVENTS)
    assert edit(event, place.member, **GOOD).status == 200
    empower(place, place.member, Permission(0))
    with nothing_changes("communities"):
        check_lacks(edit(own, place.member, **GOOD), "CREATE_EVENTS")


def test_it_is_moved_only_into_a_channel_one_sees(place: Place) -> None:
    empower(place, place.member, Permission.MANAGE_EVENTS)
    event, other = made(place), founded(place.owner, "private")
    assert edit(event, place.member, channel_id=place.channel_id).status == 200
    assert edit(event, place.member, channel_id=None).body["channel_id"] is None
    hide(place)
    with nothing_changes("communities"):
        for channel_id in (place.channel_id, other.channel_id):
            check_refused(edit(event, place.member, channel_id=channel_id), 404, "not_found")


def test_who_does_not_see_it_edits_nothing(place: Place, mallory: Person) -> None:
    tied = made(place, **body(channel_id=place.channel_id))
    hide(place)
    with nothing_changes("communities"):
        for who in (mallory, place.banned, place.member):
            absent = edit({"id": f"cev_{'0' * 26}"}, who, **GOOD)
            check_same(edit(tied, who, **GOOD), absent)


def test_what_is_over_counts_again_when_it_is_moved_ahead(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "MAX_EVENTS", 1)
    over, ahead = made(place, **body() | PAST), body()
    made(place)
    times = {name: ahead[name] for name in PAST}
    with nothing_changes("communities"):
        check_refused(edit(over, place.owner, **times), 422, "limit_reached")
        check_refused(create(place), 422, "limit_reached")
    assert edit(over, place.owner, title="Was nice").status == 200


def test_what_happens_once_does_not_become_a_series(place: Place) -> None:
    event = made(place)
    check_invalid(edit(event, place.owner, recurrence="FREQ=WEEKLY"), "/body/recurrence")


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"/events/{made(place)['id']}"
    with nothing_changes("communities"):
        check_bad_bodies(update_event, path, GOOD, place.owner)
        check_bad_fields(update_event, path, GOOD, BAD, place.owner)
