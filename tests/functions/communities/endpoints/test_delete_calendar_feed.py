"""Ending the secret address of one's calendar."""

from __future__ import annotations

from commons.testing import Person, Reply, call, endpoint_of
from functions.communities.endpoints.delete_calendar_feed import delete_calendar_feed
from tests.functions.communities.conftest import Place, check_hidden
from tests.functions.communities.feeds import feed
from tests.refusals import check_refused, nothing_changes


def ended(place: Place, who: Person) -> Reply:
    """End one's address."""
    return call(delete_calendar_feed, f"{place.path}/calendar-feed", as_=who)


def test_it_opens_nothing_afterwards_and_others_stay(place: Place) -> None:
    create = endpoint_of("POST /v1/communities/{community_id}/calendar-feed")
    path = f"{place.path}/calendar-feed"
    mine, theirs = (call(create, path, as_=w).body["url"] for w in (place.member, place.owner))
    assert ended(place, place.member).status == 204
    check_refused(feed(mine), 404, "not_found")
    assert feed(theirs).status == 200
    with nothing_changes("communities"):
        assert ended(place, place.member).status == 204


def test_strangers_learn_nothing(place: Place) -> None:
    check_hidden(delete_calendar_feed, lambda id_: f"/communities/{id_}/calendar-feed", place)
