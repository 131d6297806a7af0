"""A circle is gone: whoever was in it leaves it, and whoever was only there the community."""

from __future__ import annotations

import pytest

from commons.contracts.communities.circles import CircleDeleted, CircleMemberRemoved
from commons.testing import Person, call, deliver, emitted, fire, person, scheduled
from functions.communities import emptying
from functions.communities.consumers.on_circle_deleted import on_circle_deleted
from functions.communities.endpoints.delete_circle import delete_circle
from functions.communities.jobs.empty_circle import empty_circle
from functions.communities.models.members import Member
from tests.clocks import moved_clock
from tests.functions.communities.circling import check_seats, enter, ring
from tests.functions.communities.conftest import Place, check_counted


def gone(place: Place) -> tuple[str, CircleDeleted]:
    """A circle that was deleted while the member was in it, and its event."""
    circle = ring(place)
    assert enter(circle, place.member).status == 204
    return circle, _delete(place, circle)


def _delete(place: Place, circle: str) -> CircleDeleted:
    assert call(delete_circle, f"/circles/{circle}", as_=place.owner).status == 204
    [event] = emitted(CircleDeleted, circle_id=circle)
    return event


def test_its_members_leave_and_those_only_there_the_community(
    public: Place, mallory: Person
) -> None:
    circle, other = ring(public), person()
    for who in (public.member, mallory, other):
        assert enter(circle, who).status == 204
    event = _delete(public, circle)

    for _ in range(2):
        assert deliver(on_circle_deleted, event) == []

    assert check_seats(public, circle) == 0
    assert Member.load(public.community_id, public.member.user_id).circles == []
    assert Member.find(public.community_id, mallory.user_id) is None
    assert len(emitted(CircleMemberRemoved, circle_id=circle)) == 3
    check_counted(public)


def test_a_kick_before_the_circle_is_empty_does_no_harm(place: Place) -> None:
    circle, event = gone(place)
    assert place.ban(place.member).status == 204
    assert deliver(on_circle_deleted, event) == []
    assert check_seats(place, circle) == 0


def test_what_is_not_done_in_time_is_gone_on_with(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle, event = gone(place)
    with monkeypatch.context() as patch:
        patch.setattr(emptying, "RUN_S", 0)
        assert deliver(on_circle_deleted, event) == []
        [planned] = scheduled(empty_circle, circle)
        with moved_clock() as clock:
            clock.move(1)
            fire(empty_circle, planned.name)
    assert check_seats(place, circle) == 1
    [again] = scheduled(empty_circle, circle)
    fire(empty_circle, again.name)
    assert check_seats(place, circle) == 0
    assert scheduled(empty_circle, circle) == []
