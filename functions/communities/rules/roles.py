"""How roles stand: the everyone role at 0, the others above it without gaps. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commons.bounds import Bound
from commons.errors import ValidationFailed
from commons.resolver import Role

from ..errors import EveryoneStays, LimitReached

MAX_ROLES = Bound(250, "roles_per_community", "Roles of a community, the everyone role among them.")

Roles = dict[str, Role]


def ordered(roles: Mapping[str, Role]) -> list[str]:
    """Ids of the roles, lowest first."""
    return sorted(roles, key=lambda role_id: (roles[role_id].rank, role_id))


def inserted(roles: Mapping[str, Role], role_id: str, role: Role) -> Roles:
    """The roles with one more at its rank. Raises LimitReached, ValidationFailed."""
    if len(roles) >= MAX_ROLES:
        raise LimitReached
    order = ordered(roles)
    check_place(role.rank, len(order))
    return ranked({**roles, role_id: role}, [*order[: role.rank], role_id, *order[role.rank :]])


def moved(roles: Mapping[str, Role], role_id: str, rank: int) -> Roles:
    """The roles with one of them elsewhere. Raises ValidationFailed."""
    others = [other for other in ordered(roles) if other != role_id]
    check_place(rank, len(others))
    return ranked(roles, [*others[:rank], role_id, *others[rank:]])


def without(roles: Mapping[str, Role], role_id: str) -> Roles:
    """The roles without one of them."""
    return ranked(roles, [other for other in ordered(roles) if other != role_id])


def ranked(roles: Mapping[str, Role], order: Sequence[str]) -> Roles:
    """The roles of an order, each ranked by its place in it."""
    return {role_id: roles[role_id]._replace(rank=rank) for rank, role_id in enumerate(order)}


def check_place(rank: int, highest: int) -> None:
    """Raise unless a role can stand there: above the everyone role, and no higher than the top."""
    if not 1 <= rank <= highest:
        detail = f"Roles stand at 1 to {highest} here."
        found = {"pointer": "/body/position", "code": "no_such_place", "detail": detail}
        raise ValidationFailed((found,))


def check_not_everyone(role_id: str, community_id: str) -> None:
    """Raise for the everyone role, which all members hold for ever."""
    if role_id == community_id:
        raise EveryoneStays
