"""Changing roles: the published row that decides, the version, and the events that tell."""

from __future__ import annotations

from collections.abc import Mapping

from commons import resolver
from commons.access import Standing
from commons.contracts.communities.roles import RoleCreated, RolesOrdered, RoleUpdated
from commons.transactions import Transaction

from . import acting
from .models.access import Roles
from .models.roles import Role
from .rules.roles import ordered

#: What a role is beside its bits and place, and what an entry of the audit log tells of it.
DETAILS = ("name", "color", "hoist", "mentionable")


def write(tx: Transaction, actor: Standing, roles: Mapping[str, resolver.Role]) -> None:
    """Publish the roles of a community, if they are still those that the actor saw.

    Every change of a role raises the version that this holds, so none needs another condition.
    """
    community_id, before = actor.community_id, ordered(actor.community.roles)
    acting.hold(tx, actor, structure=True)
    if roles != actor.community.roles:
        published = Roles.saying(community_id, roles)
        tx.update(published, [Roles.roles.set(published.roles)])
    if (order := ordered(roles)) != before:
        version = actor.version.v + 1
        tx.emit(RolesOrdered(community_id=community_id, version=version, role_ids=order))


def created(role: Role, standing: resolver.Role) -> RoleCreated:
    """The event of a new role."""
    return RoleCreated(
        community_id=role.community_id,
        role_id=role.role_id,
        name=role.name,
        permissions=str(standing.bits),
        color=role.color,
        hoist=role.hoist,
        mentionable=role.mentionable,
        created_at=role.began_at,
    )


def updated(role: Role, standing: resolver.Role) -> RoleUpdated:
    """The event of an edited role."""
    return RoleUpdated(
        community_id=role.community_id,
        role_id=role.role_id,
        revision=int(role.revision),
        name=role.name,
        permissions=str(standing.bits),
        color=role.color,
        hoist=role.hoist,
        mentionable=role.mentionable,
    )


def told(role: Role, standing: resolver.Role) -> dict[str, object]:
    """What the audit log says of a role."""
    details = {name: getattr(role, name) for name in DETAILS}
    return details | {"permissions": str(standing.bits), "position": standing.rank}
