"""Roles for tests: made, given and taken through the front door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commons.clock import now_s, rfc3339
from commons.permissions import Permission
from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.get_member import get_member
from functions.communities.endpoints.grant_role import grant_role
from functions.communities.endpoints.list_roles import list_roles
from functions.communities.endpoints.revoke_role import revoke_role
from tests.functions.communities.conftest import Place


def made(place: Place, who: Person | None = None, /, **body: object) -> Reply:
    """Ask for a new role, as the owner unless somebody else asks."""
    given = {"name": "Bakers", "permissions": "0", **body}
    return call(create_role, f"{place.path}/roles", as_=who or place.owner, body=given)


def role(place: Place, bits: int = 0, **body: object) -> str:
    """The id of a new role of the owner's; it stands lowest."""
    reply = made(place, permissions=str(int(bits)), **body)
    assert reply.status == 201, reply
    return str(reply.body["id"])


def listed(place: Place) -> list[dict[str, Any]]:
    """The roles, highest first."""
    reply = call(list_roles, f"{place.path}/roles", as_=place.owner)
    assert reply.status == 200, reply
    return list(reply.body["data"])


def standings(place: Place) -> dict[str, int]:
    """Where each role stands."""
    return {one["id"]: one["position"] for one in listed(place)}


def granted(
    place: Place, whom: Person, role_id: str, who: Person | None = None, /, **body: object
) -> Reply:
    """Ask to give somebody a role."""
    path = f"{place.path}/members/{whom.user_id}/roles/{role_id}"
    return call(grant_role, path, as_=who or place.owner, body=body or None)


def revoked(place: Place, whom: Person, role_id: str, who: Person | None = None, /) -> Reply:
    """Ask to take a role from somebody."""
    path = f"{place.path}/members/{whom.user_id}/roles/{role_id}"
    return call(revoke_role, path, as_=who or place.owner)


def held(place: Place, whom: Person) -> list[str]:
    """The roles somebody is shown with."""
    reply = call(get_member, f"{place.path}/members/{whom.user_id}", as_=place.owner)
    assert reply.status == 200, reply
    return list(reply.body["roles"])


def at(seconds: int) -> str:
    """A moment from now."""
    return rfc3339((now_s() + seconds) * 1000)


def ladder(place: Place, *bits: int) -> Sequence[tuple[str, Person]]:
    """Roles from the lowest to the highest, each with a new member who holds it."""
    rungs = []
    for position, each in enumerate(bits, start=1):
        role_id = role(place, each, position=position)
        who = person()
        place.join(who)
        assert granted(place, who, role_id).status == 204
        rungs.append((role_id, who))
    return rungs


MANAGE = int(Permission.MANAGE_ROLES)
