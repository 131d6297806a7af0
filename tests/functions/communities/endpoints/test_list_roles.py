"""GET /communities/{community_id}/roles"""

from __future__ import annotations

from commons.permissions import EVERYONE
from commons.testing import call
from functions.communities.endpoints.list_roles import list_roles
from tests.functions.communities.conftest import Place, check_hidden
from tests.functions.communities.roles import listed, role


def test_a_new_community_has_the_everyone_role(place: Place) -> None:
    [everyone] = listed(place)
    assert everyone["id"] == everyone["community_id"] == place.community_id
    assert everyone["permissions"] == str(int(EVERYONE))
    assert (everyone["name"], everyone["position"], everyone["color"]) == ("everyone", 0, None)


def test_members_see_the_roles_highest_first(place: Place) -> None:
    low, high = role(place), role(place, position=2)
    seen = call(list_roles, f"{place.path}/roles", as_=place.member).body
    assert [one["id"] for one in seen["data"]] == [high, low, place.community_id]
    assert [one["position"] for one in seen["data"]] == [2, 1, 0]


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(list_roles, lambda c: f"/communities/{c}/roles", place)
