"""GET /communities/{community_id}/view-as"""

from __future__ import annotations

from commons.permissions import ALL, EVERYONE, Permission
from commons.testing import Person, Reply, call
from functions.communities.endpoints.view_as_role import view_as_role
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.overrides import channel, put
from tests.functions.communities.roles import MANAGE, granted, role
from tests.refusals import check_refused


def viewed(place: Place, who: Person, *role_ids: str) -> Reply:
    """Ask what holders of roles see."""
    query = {"role_ids": ",".join(role_ids)}
    return call(view_as_role, f"{place.path}/view-as", as_=who, query=query)


def channels(reply: Reply) -> dict[str, int]:
    """The bits by channel."""
    assert reply.status == 200, reply
    return {one["channel_id"]: int(one["permissions"]) for one in reply.body["channels"]}


def test_a_community_is_seen_as_holders_of_roles_see_it(place: Place) -> None:
    bakers, admin = role(place), role(place, int(Permission.ADMINISTRATOR))
    hidden, general, bits = channel(place), place.channel_id, int(EVERYONE)
    put(place, hidden, place.community_id, deny="1")
    put(place, hidden, bakers, allow="1", deny="4")

    nobody = viewed(place, place.owner)
    assert nobody.body["permissions"] == str(bits)
    assert channels(nobody) == {general: bits}
    assert channels(viewed(place, place.owner, bakers)) == {general: bits, hidden: bits & ~4}
    assert channels(viewed(place, place.owner, bakers, admin)) == {general: ALL, hidden: ALL}


def test_nobody_sees_more_than_themselves(place: Place) -> None:
    helper, bakers, hidden = role(place, MANAGE), role(place), channel(place)
    put(place, hidden, place.community_id, deny="1")
    put(place, hidden, bakers, allow="1")
    check_lacks(viewed(place, place.member, bakers), "MANAGE_ROLES")
    granted(place, place.member, helper)
    assert hidden not in channels(viewed(place, place.member, bakers))


def test_what_is_not_there_is_absent(place: Place, public: Place) -> None:
    for role_id in (f"rol_{'0' * 26}", role(public), "x"):
        check_refused(viewed(place, place.owner, role_id), 404, "not_found")
    check_hidden(view_as_role, lambda c: f"/communities/{c}/view-as", place)
