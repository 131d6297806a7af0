"""A secret address of one's calendar."""

from __future__ import annotations

from commons.testing import Person, Reply, call
from functions.communities.endpoints.create_calendar_feed import create_calendar_feed
from tests.functions.communities.calendars import made
from tests.functions.communities.conftest import Place, check_hidden
from tests.functions.communities.feeds import feed, read
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes, rows


def asked(place: Place, who: Person) -> Reply:
    """Ask for an address."""
    return call(create_calendar_feed, f"{place.path}/calendar-feed", as_=who)


def test_it_is_long_and_kept_as_a_hash(place: Place) -> None:
    reply = asked(place, place.member)
    assert reply.status == 201
    secret = reply.body["url"].rpartition("/")[2].removesuffix(".ics")
    assert len(secret) == 32  # 192 bits
    assert secret not in str(rows("communities"))


def test_a_new_one_ends_the_one_before(place: Place) -> None:
    event, first = made(place), asked(place, place.member).body["url"]
    second = asked(place, place.member).body["url"]
    assert read(feed(second)).keys() == {event["id"]}
    check_refused(feed(first), 404, "not_found")


def test_of_many_at_the_same_time_one_stays(place: Place) -> None:
    urls = [r.body["url"] for r in in_parallel(5, lambda _: asked(place, place.member))]
    assert sorted(feed(url).status for url in urls) == [200, 404, 404, 404, 404]


def test_it_is_for_members(place: Place, public: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        check_refused(asked(public, mallory), 403, "members_only")
    check_hidden(create_calendar_feed, lambda id_: f"/communities/{id_}/calendar-feed", place)
