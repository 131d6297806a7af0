"""Roles and invites, for tests of how people come in."""

from __future__ import annotations

from typing import Any

from commons.ids import ROLE, new_id
from commons.permissions import Permission
from commons.testing import Person, Reply, call
from commons.transactions import transaction
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.get_member import get_member
from functions.communities.models.access import Roles, Version
from functions.communities.models.members import Member
from tests.functions.communities.conftest import Place


def add_role(place: Place, bits: int = 0, rank: int = 1, *holders: Person) -> str:
    """A new role that some hold, written as the access model has it; its id."""
    role_id = new_id(ROLE)
    set_role(place, role_id, f"{int(bits)},{rank},0")
    for who in holders:
        hold(place, who, role_id)
    return role_id


def set_role(place: Place, role_id: str, stored: str | None) -> None:
    """Make a role something else; None deletes it."""
    role: Any = Roles.roles[role_id]
    with transaction() as tx:
        change = role.set(stored) if stored else role.remove()
        tx.update(Roles.of(place.community_id), [change])
        tx.update(Version.of(place.community_id), [Version.v.add(1)])


def hold(place: Place, who: Person, *role_ids: str) -> None:
    """Somebody's roles are these and no others."""
    with transaction() as tx:
        member = Member.of(place.community_id, who.user_id)
        tx.update(member, [Member.roles.set(list(role_ids))])
        tx.update(Version.of(place.community_id), [Version.m.add(1)])


def invited(place: Place, by: Person, **body: object) -> Reply:
    """Ask for an invite."""
    return call(create_invite, f"{place.path}/invites", as_=by, body=body)


def code_of(place: Place, by: Person, **body: object) -> str:
    """The code of a new invite of somebody's."""
    reply = invited(place, by, **body)
    assert reply.status == 201, reply
    return str(reply.body["code"])


def roles_of(place: Place, who: Person) -> list[str]:
    """Somebody's roles, as the owner reads them."""
    reply = call(get_member, f"{place.path}/members/{who.user_id}", as_=place.owner)
    assert reply.status == 200, reply
    return list(reply.body["roles"])


MANAGER = Permission.MANAGE_ROLES | Permission.MANAGE_INVITES
