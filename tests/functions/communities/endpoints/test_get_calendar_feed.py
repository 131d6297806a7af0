"""A member's calendar by its secret address."""

from __future__ import annotations

import pytest

from commons.testing import Person, Reply, call, endpoint_of
from functions.communities.endpoints.get_calendar_feed import get_calendar_feed
from tests.functions.communities.calendars import body, hide, made, remove
from tests.functions.communities.conftest import Place
from tests.functions.communities.feeds import feed, read
from tests.refusals import check_refused, check_same


def address(place: Place, who: Person) -> str:
    """A new secret address."""
    create = endpoint_of("POST /v1/communities/{community_id}/calendar-feed")
    return str(call(create, f"{place.path}/calendar-feed", as_=who).body["url"])


def by(secret: str) -> Reply:
    """What a secret opens."""
    return call(get_calendar_feed, f"/calendar-feeds/{secret}")


def test_it_tells_what_the_member_sees_now(place: Place) -> None:
    open_, tied = made(place), made(place, **body(channel_id=place.channel_id))
    url = address(place, place.member)
    reply = feed(url)
    assert read(reply).keys() == {open_["id"], tied["id"]}
    assert reply.headers["cache-control"] == "private, max-age=300"
    hide(place)
    assert read(feed(url)).keys() == {open_["id"]}
    again = feed(url, **{"if-none-match": feed(url).headers["etag"]})
    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize("end", ["removed", "banned"])
def test_it_ends_with_the_membership_on_the_next_fetch(
    place: Place, public: Place, end: str
) -> None:
    for community in (place, public):
        made(community)
        url = address(community, community.member)
        gone = remove if end == "removed" else (lambda p, who: p.ban(who))
        assert gone(community, community.member).status == 204
        check_refused(feed(url), 404, "not_found")


def test_what_is_no_secret_opens_nothing(place: Place) -> None:
    secret = address(place, place.member).rpartition("/")[2].removesuffix(".ics")
    assert by(secret).status == 200
    nothing = by("nonesuch")
    check_refused(nothing, 404, "not_found")
    for bad in (secret[:-1], secret.swapcase(), "x" * 5000, "%00", ".ics", "ä"):
        check_same(nothing, by(bad))


def test_the_secret_is_in_no_log(
    place: Place, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    secret = address(place, place.member).rpartition("/")[2].removesuffix(".ics")
    by(secret)
    by(f"{secret}x")
    told = capsys.readouterr()
    assert secret not in f"{told.out}{told.err}{caplog.text}"
