"""Taking an answer back."""

from __future__ import annotations

from commons.contracts.communities.calendar import RsvpChanged
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.delete_rsvp import delete_rsvp
from tests.functions.communities.calendars import (
    Body,
    edit,
    made,
    say,
    seen,
    time_out,
    weekly,
)
from tests.functions.communities.conftest import Place
from tests.parallel import in_parallel
from tests.refusals import check_refused, check_same, nothing_changes


def unsay(event: Body, who: Person, **query: object) -> Reply:
    """Ask for it."""
    return call(delete_rsvp, f"/events/{event['id']}/rsvp", as_=who, query=query)


def test_the_answer_is_gone_and_the_seat_free(place: Place) -> None:
    event = made(place, **weekly())
    date = event["occurrence"]["date"]
    say(event, place.member, "going")
    assert unsay(event, place.member, occurrence=date).status == 204
    assert seen(event, place.member).body == event
    told = emitted(RsvpChanged, calendar_event_id=event["id"])
    assert [(t.n, t.answer, t.going_count) for t in told] == [(1, "going", 1), (2, None, 0)]


def test_taking_back_nothing_changes_nothing(place: Place) -> None:
    event = made(place)
    with nothing_changes("communities"):
        assert unsay(event, place.member).status == 204


def test_at_the_same_time_it_is_taken_back_once(place: Place) -> None:
    event = made(place)
    say(event, place.member, "going")
    assert set(in_parallel(6, lambda _: unsay(event, place.member).status)) == {204}
    assert seen(event, place.member).body == event


def test_the_timed_out_may_still_free_their_seat(place: Place) -> None:
    event = made(place)
    say(event, place.member, "going")
    time_out(place, place.member)
    edit(event, place.owner, cancelled=True)
    assert unsay(event, place.member).status == 204
    assert seen(event, place.owner).body["occurrence"]["going_count"] == 0


def test_who_does_not_see_it_learns_nothing(place: Place, mallory: Person) -> None:
    event = made(place, **weekly())
    for who in (mallory, place.banned):
        check_same(unsay(event, who), unsay({"id": f"cev_{'0' * 26}"}, who))
    check_refused(unsay(event, place.member, occurrence="2030-01-01"), 404, "not_found")
