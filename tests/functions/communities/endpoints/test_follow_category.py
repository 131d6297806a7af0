"""DELETE /channels/{channel_id}/overrides"""

from __future__ import annotations

from commons.contracts.communities.overrides import OverridesChanged
from commons.testing import call, emitted
from functions.communities.endpoints.follow_category import follow_category
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.overrides import channel, followed, listed, may, put
from tests.functions.communities.roles import MANAGE, ladder
from tests.refusals import check_refused, nothing_changes


def test_a_channel_follows_its_category_again(place: Place) -> None:
    category = channel(place, type="category")
    inner = channel(place, parent_id=category)
    put(place, category, place.community_id, deny="4")
    put(place, inner, place.community_id, deny="1")
    assert may(place.member, inner) == (404, 404)

    assert followed(place, inner).status == 204

    assert listed(place, inner) == ({place.community_id: (0, 4)}, True)
    assert may(place.member, inner) == (200, 403)
    assert emitted(OverridesChanged, channel_id=inner)[-1].inherited
    with nothing_changes("communities"):
        assert followed(place, inner).status == 204


def test_without_a_category_there_is_nothing_left(place: Place) -> None:
    put(place, place.channel_id, place.community_id, deny="4")
    path = f"/channels/{place.channel_id}/overrides"
    assert call(follow_category, path, as_=place.owner).status == 204
    assert listed(place, place.channel_id) == ({}, True)


def test_it_takes_what_each_change_would_take(place: Place) -> None:
    (low, _), (_, helper), (high, _) = ladder(place, 0, MANAGE, 0)
    there = place.channel_id
    put(place, there, low, deny="64")
    with nothing_changes("communities"):
        check_lacks(followed(place, there, helper), "MANAGE_MESSAGES")
        check_lacks(followed(place, there, place.member), "MANAGE_ROLES")
    put(place, there, low, deny="2")
    put(place, there, high, deny="2")
    with nothing_changes("communities"):
        check_refused(followed(place, there, helper), 403, "role_too_high")
    put(place, there, high, deny="0")
    assert followed(place, there, helper).status == 204
