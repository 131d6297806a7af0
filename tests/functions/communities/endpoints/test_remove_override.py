"""DELETE /channels/{channel_id}/overrides/{target_id}"""

from __future__ import annotations

from commons.contracts.communities.overrides import OverridesChanged
from commons.testing import call, emitted
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.remove_override import remove_override
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.overrides import channel, listed, may, put, removed
from tests.functions.communities.roles import MANAGE, ladder
from tests.refusals import check_refused, nothing_changes


def test_what_was_overridden_is_as_elsewhere(place: Place) -> None:
    there = place.channel_id
    put(place, there, place.community_id, deny="4")
    assert may(place.member, there) == (200, 403)
    assert removed(place, there, place.community_id).status == 204
    assert may(place.member, there) == (200, 201)
    assert listed(place, there) == ({}, False)
    assert [e.allow for e in emitted(OverridesChanged, channel_id=there)][-1] == {}
    check_refused(removed(place, there, place.community_id), 404, "not_found")


def test_what_is_inherited_is_removed_by_having_ones_own(place: Place) -> None:
    category = channel(place, type="category")
    inner = channel(place, parent_id=category)
    put(place, category, place.community_id, deny="4")
    assert removed(place, inner, place.community_id).status == 204
    assert listed(place, inner) == ({}, False)
    assert may(place.member, inner) == (200, 201)


def test_one_removes_only_what_one_could_set(place: Place) -> None:
    (low, junior), (own, helper), (high, _) = ladder(place, 0, MANAGE, 0)
    there = place.channel_id
    for target, deny in ((low, "64"), (own, "8"), (high, "2"), (junior.user_id, "2")):
        put(place, there, target, deny=deny)
    with nothing_changes("communities"):
        check_lacks(removed(place, there, low, helper), "MANAGE_MESSAGES")
        for target in (own, high):
            check_refused(removed(place, there, target, helper), 403, "role_too_high")
        check_lacks(removed(place, there, junior.user_id, place.member), "MANAGE_ROLES")
    assert removed(place, there, junior.user_id, helper).status == 204


def test_the_override_of_who_is_gone_can_be_removed(place: Place) -> None:
    put(place, place.channel_id, place.member.user_id, deny="2")
    call(remove_member, f"{place.path}/members/me", as_=place.member)
    path = f"/channels/{place.channel_id}/overrides/{place.member.user_id}"
    assert call(remove_override, path, as_=place.owner).status == 204
