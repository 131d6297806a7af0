"""What happens in a window of a calendar."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from commons.testing import Person
from functions.communities.endpoints.list_events import list_events
from tests.functions.communities.calendars import (
    MONDAY,
    agenda,
    body,
    edit,
    hide,
    listed,
    made,
    rfc,
    say,
    weekly,
)
from tests.functions.communities.conftest import Place, check_hidden, founded
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_invalid


def day(days: int) -> str:
    """So many days after the Monday."""
    return rfc(MONDAY + timedelta(days=days))[:10]


def at(days: int, hours: float = 0) -> str:
    """A time so many days after the Monday."""
    return rfc(MONDAY + timedelta(days=days, hours=hours))


def test_occurrences_are_listed_in_order(place: Place) -> None:
    series = made(place, **weekly(exceptions=[day(7)]))["id"]
    once = made(place, **body(days=3))["id"]
    made(place, **body(days=50))
    found = listed(place, place.member, **{"from": at(-1), "to": at(20)})
    assert found == [(series, day(0)), (once, day(3)), (series, day(14))]


def test_a_window_holds_what_is_not_over_at_its_beginning(place: Place) -> None:
    long = made(place, **body(hours=30 * 24))["id"]
    made(place, **body(days=-1, hours=24))
    made(place, **body(days=20))
    window = {"from": at(0), "to": at(20)}
    assert listed(place, place.member, **window) == [(long, day(0))]
    assert listed(place, place.member, **{"from": at(29, 23), "to": at(31)}) == [(long, day(0))]
    assert listed(place, place.member, **{"from": at(30), "to": at(31)}) == []


def test_without_a_window_it_is_the_next_month(place: Place) -> None:
    soon = made(place, **body())["id"]
    made(place, **body(days=40))
    assert listed(place, place.member) == [(soon, day(0))]


def test_answers_and_counts_are_those_of_each_occurrence(place: Place) -> None:
    event = made(place, **weekly())
    say(event, place.member, "going", day(7))
    data = agenda(place, place.member, **{"from": at(0), "to": at(15)}).body["data"]
    shown = [(o["going_count"], o["my_rsvp"]) for o in (one["occurrence"] for one in data)]
    assert shown == [(0, None), (1, "going"), (0, None)]


def test_events_in_hidden_channels_are_not_listed(place: Place, mallory: Person) -> None:
    made(place, **body(channel_id=place.channel_id))
    open_ = made(place, **body(days=1))["id"]
    assert len(listed(place, place.member)) == 2
    hide(place)
    assert listed(place, place.member) == [(open_, day(1))]


def test_the_public_sees_what_is_in_no_channel(public: Place, mallory: Person) -> None:
    made(public, **body(channel_id=public.channel_id))
    open_ = made(public, **body(days=1))["id"]
    assert listed(public, mallory) == [(open_, day(1))]


@pytest.mark.parametrize("limit", [1, 4, 7, 100])
def test_all_of_it_is_listed_page_by_page(place: Place, limit: int) -> None:
    rng = Random(limit)
    for _ in range(5):
        made(place, **body(days=rng.randrange(300), hours=rng.randrange(1, 700)))
    made(place, **weekly())
    made(place, **weekly(time_zone="America/New_York"))
    window = {"from": at(1), "to": at(100)}
    whole = [
        (one["occurrence"]["starts_at"], one["id"])
        for one in agenda(place, place.member, limit=100, **window).body["data"]
    ]
    assert whole == sorted(whole)
    assert len(whole) >= 28
    listing = Windowed(list_events, f"{place.path}/events", place.member)
    assert [(o["occurrence"]["starts_at"], o["id"]) for o in walked(listing, limit)] == whole


class Windowed(Listing):
    """The list of one window."""

    def page(self, **query: object) -> object:  # type: ignore[override]
        return super().page(**{"from": at(1), "to": at(100)} | query)


def test_a_cursor_is_this_lists(place: Place) -> None:
    other = founded(place.owner, "private")
    for community in (place, other):
        made(community, **weekly())
    theirs = Listing(list_events, f"{other.path}/events", place.owner).cursor()
    not_mine = Listing(list_events, f"{place.path}/events", place.member).cursor()
    listing = Listing(list_events, f"{place.path}/events", place.owner)
    check_bad_cursors(listing, theirs, not_mine)


def test_an_edit_moves_it_in_the_list(place: Place) -> None:
    event = made(place)
    assert edit(event, place.owner, starts_at=at(2), ends_at=at(2, 1)).status == 200
    assert listed(place, place.member) == [(event["id"], day(2))]


def test_windows_that_are_none_are_refused(place: Place) -> None:
    for bad in ("x", "2026-12-01", "2026-12-01T00:00:00", "2026-13-01T00:00:00Z"):
        check_invalid(agenda(place, place.member, **{"from": bad}), "/query/from")
    for begin, end in ((at(0), at(0)), (at(0), at(-1)), (at(0), at(367))):
        check_invalid(agenda(place, place.member, **{"from": begin, "to": end}), "/query/to")


def test_strangers_learn_nothing(place: Place) -> None:
    check_hidden(list_events, lambda id_: f"/communities/{id_}/events", place)
