"""One event, as those see it who may."""

from __future__ import annotations

from commons.testing import Person, call
from functions.communities.endpoints.delete_event import delete_event
from functions.communities.endpoints.get_event import get_event
from tests.functions.communities.calendars import body as event_body
from tests.functions.communities.calendars import (
    hide,
    made,
    newcomer,
    say,
    seen,
    weekly,
)
from tests.functions.communities.conftest import Place
from tests.refusals import check_invalid, check_needs_caller, check_refused, check_same

ABSENT = {"id": f"cev_{'0' * 26}"}


def test_a_series_is_shown_with_its_next_occurrence_or_that_of_a_date(place: Place) -> None:
    event = made(place, **weekly(exceptions=[]))
    first = event["occurrence"]["date"]
    assert seen(event, place.member).body["occurrence"]["date"] == first
    later = seen(event, place.member, occurrence="2030-06-03").body["occurrence"]
    assert later["starts_at"] == "2030-06-03T18:00:00.000Z"
    for none in ("2030-06-04", "1960-01-04", "9999-12-31", "2200-01-06", "0001-01-01"):
        check_refused(seen(event, place.member, occurrence=none), 404, "not_found")
    check_invalid(seen(event, place.member, occurrence="x"), "/query/occurrence")


def test_what_is_over_shows_its_last_occurrence(place: Place) -> None:
    times = {"starts_at": "2020-01-06T18:00:00Z", "ends_at": "2020-01-06T19:00:00Z"}
    once = made(place, **event_body() | times)
    assert seen(once, place.member).body["occurrence"]["date"] == "2020-01-06"
    series = weekly() | times | {"recurrence": "FREQ=WEEKLY;COUNT=3"}
    assert made(place, **series)["occurrence"]["date"] == "2020-01-20"
    until = weekly() | times | {"recurrence": "FREQ=WEEKLY;UNTIL=20200203T000000Z"}
    assert made(place, **until)["occurrence"]["date"] == "2020-01-27"


def test_each_sees_their_own_answer(place: Place) -> None:
    event = made(place)
    say(event, place.member, "maybe")
    assert seen(event, place.member).body["occurrence"]["my_rsvp"] == "maybe"
    assert seen(event, place.owner).body["occurrence"]["my_rsvp"] is None


def test_an_event_in_a_channel_is_seen_by_who_sees_the_channel(
    place: Place, mallory: Person
) -> None:
    event, insider = made(place, **event_body(channel_id=place.channel_id)), newcomer(place)
    hide(place, insider)
    assert seen(event, insider).status == 200
    for who in (place.member, mallory, place.banned):
        check_same(seen(event, who), seen(ABSENT, who))
    check_needs_caller(get_event, f"/events/{event['id']}")


def test_outside_a_public_community_only_what_is_in_no_channel_is_seen(
    public: Place, mallory: Person
) -> None:
    assert seen(made(public), mallory).status == 200
    tied = made(public, **event_body(channel_id=public.channel_id))
    check_same(seen(tied, mallory), seen(ABSENT, mallory))


def test_what_is_deleted_is_gone(place: Place) -> None:
    event = made(place)
    path = f"/events/{event['id']}"
    assert call(delete_event, path, as_=place.owner).status == 204
    check_same(seen(event, place.owner), seen(ABSENT, place.owner))
