"""GET /channels/{channel_id}/overrides"""

from __future__ import annotations

from commons.testing import call
from functions.communities.endpoints.delete_role import delete_role
from functions.communities.endpoints.list_overrides import list_overrides
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.overrides import listed, put
from tests.functions.communities.roles import MANAGE, granted, role


def test_who_manages_roles_sees_them(place: Place) -> None:
    path = f"/channels/{place.channel_id}/overrides"
    check_lacks(call(list_overrides, path, as_=place.member), "MANAGE_ROLES")
    granted(place, place.member, role(place, MANAGE))
    put(place, place.channel_id, place.member.user_id, allow="4", deny="2")

    seen = call(list_overrides, path, as_=place.member)

    assert seen.status == 200
    assert seen.body["data"] == [
        {"target_id": place.member.user_id, "type": "member", "allow": "4", "deny": "2"}
    ]


def test_those_of_deleted_roles_are_gone(place: Place) -> None:
    one, other = role(place), role(place)
    for each in (one, other):
        put(place, place.channel_id, each, deny="2")
    call(delete_role, f"/roles/{one}", as_=place.owner)
    assert listed(place, place.channel_id) == ({other: (0, 2)}, False)


def test_a_channel_without_its_own_has_none_or_its_categorys(place: Place) -> None:
    assert listed(place, place.channel_id) == ({}, True)
