"""GET /communities/{community_id}/roles"""

from __future__ import annotations

from commons.permissions import EVERYONE
from commons.testing import Person, call
from functions.communities.endpoints.get_role import get_role
from functions.communities.endpoints.list_roles import list_roles
from tests.functions.communities.circling import enter, ring
from tests.functions.communities.conftest import Place, check_hidden
from tests.functions.communities.roles import listed, role
from tests.refusals import check_refused


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


def test_outsiders_of_a_public_community_learn_no_roles(public: Place, mallory: Person) -> None:
    role_id = role(public)
    for who in (mallory, public.banned):
        for asked in (
            call(list_roles, f"{public.path}/roles", as_=who),
            call(get_role, f"/roles/{role_id}", as_=who),
            call(get_role, f"/roles/{public.community_id}", as_=who),
        ):
            check_refused(asked, 403, "members_only")


def test_who_is_in_a_circle_only_sees_the_roles(public: Place, mallory: Person) -> None:
    """They read beside others, whose roles have names and colours."""
    assert enter(ring(public), mallory).status == 204
    assert call(list_roles, f"{public.path}/roles", as_=mallory).status == 200


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(list_roles, lambda c: f"/communities/{c}/roles", place)
