"""A member whose roles end has the next end scheduled."""

from __future__ import annotations

from commons.clock import now_s
from commons.testing import deliver
from commons.testing.schedules import scheduled
from functions.communities.consumers.on_member_updated import on_member_updated
from functions.communities.jobs.end_roles import end_roles
from tests.functions.communities.conftest import Place
from tests.functions.communities.entrances import add_role
from tests.functions.communities.jobs.test_end_roles import give, stored, told


def test_the_next_end_stands_once_however_often_it_is_told(place: Place) -> None:
    later, sooner = add_role(place, 0, 1), add_role(place, 0, 2)
    give(place, later, 600)
    give(place, sooner, 60)
    assert deliver(on_member_updated, *[told(place)[-1]] * 3) == []

    member = stored(place, place.member)
    [due] = scheduled(end_roles, str(member.membership_id))
    assert due.at_s == member.ends[sooner] <= now_s() + 60
    about = {"community_id": place.community_id, "user_id": place.member.user_id}
    assert due.detail == about | {"at_s": due.at_s}


def test_roles_for_good_end_by_nothing(place: Place) -> None:
    give(place, add_role(place, 0, 1))
    assert deliver(on_member_updated, told(place)[-1]) == []
    assert scheduled(end_roles, str(stored(place, place.member).membership_id)) == []
