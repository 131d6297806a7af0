"""Whose membership has ended keeps no seat."""

from __future__ import annotations

from commons.contracts.communities.calendar import RsvpChanged
from commons.contracts.communities.members import MemberBanned
from commons.testing import deliver, emitted
from functions.communities.consumers.on_member_banned_free_seats import on_member_banned_free_seats
from tests.functions.communities.calendars import body, made, say, seen, unban, weekly
from tests.functions.communities.conftest import Place
from tests.refusals import nothing_changes


def facts(place: Place) -> list[MemberBanned]:
    """The end of the member's membership."""
    return emitted(MemberBanned, community_id=place.community_id, user_id=place.member.user_id)


def test_their_seats_are_free_once_however_often_it_is_told(place: Place) -> None:
    full, series = made(place, **body(capacity=1)), made(place, **weekly())
    say(full, place.member, "going")
    say(series, place.member, "maybe")
    assert place.ban(place.member).status == 204
    assert deliver(on_member_banned_free_seats, *facts(place) * 3) == []
    assert seen(full, place.owner).body == full
    assert seen(series, place.owner).body == series
    assert say(full, place.owner, "going").status == 200
    told = emitted(RsvpChanged, calendar_event_id=full["id"])
    assert [(t.n, t.answer) for t in told] == [(1, "going"), (2, None), (3, "going")]


def test_what_they_say_when_they_are_back_stays(place: Place) -> None:
    event = made(place)
    assert place.ban(place.member).status == 204
    unban(place, place.member)
    place.join(place.member)
    say(event, place.member, "going")
    with nothing_changes("communities"):
        assert deliver(on_member_banned_free_seats, *facts(place)) == []
