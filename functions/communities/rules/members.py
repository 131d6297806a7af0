"""Who may be removed, and how much one member can have. No I/O.

The bounds keep a member's row below 4 KB: every permission check reads it in one unit.
"""

from __future__ import annotations

from collections.abc import Mapping

from commons import resolver
from commons.access import Standing
from commons.bounds import Bound
from commons.errors import NotFound, ValidationFailed
from commons.resolver import Membership

from ..errors import (
    InviteRequired,
    LimitReached,
    MembersOnly,
    OwnerCannotLeave,
    TimeoutRefused,
)
from ..models.members import Member

MAX_ROLES = Bound(40, "roles_per_member", "Roles of one member.")
MAX_TEMPORARY = Bound(15, "temporary_roles_per_member", "Roles of one member that end by a date.")
MAX_ROLE_S = Bound(365 * 86_400, "temporary_role_seconds", "How long a role that ends is held.")
MAX_TIMEOUT_S = Bound(28 * 86_400, "timeout_seconds", "How long a member can be timed out.")
MAX_CIRCLES = Bound(20, "circles_per_member", "Circles of one community that one member is in.")
MAX_ROLES_CHOSEN = Bound(15, "roles_per_onboarding", "Roles one member was given by answering.")
MAX_CHANNELS_GRANTED = Bound(20, "channels_per_onboarding", "Channels one member was granted.")


def check_member(standing: Standing) -> None:
    """Raise MembersOnly to who sees the community from outside."""
    if not standing.present:
        raise MembersOnly


def check_inside(seen: Member | None) -> None:
    """Raise unless they are a member: nobody comes into a private community by themselves."""
    if seen is None or not seen.present:
        raise NotFound
    if not seen.whole:
        raise InviteRequired


def check_removable(user_id: str, owner_id: str) -> None:
    """Raise when the user may not leave or be removed."""
    if user_id == owner_id:
        raise OwnerCannotLeave


def check_reach(pointer: str, at_s: int, most_s: int, now_s: int) -> None:
    """Raise unless a moment lies ahead, and not too far."""
    if not now_s < at_s <= now_s + most_s:
        detail = f"Give a moment within the next {most_s} seconds."
        raise ValidationFailed(({"pointer": pointer, "code": "out_of_reach", "detail": detail},))


def granted(
    held: Membership, roles: Mapping[str, resolver.Role], role_id: str, end: int | None, now_s: int
) -> tuple[list[str], dict[str, int]]:
    """The roles of a member with one more, and when some end. Raises LimitReached."""
    kept, ends = revoked(held, roles, role_id, now_s)
    kept, ends = [*kept, role_id], ends | ({} if end is None else {role_id: end})
    if len(kept) > MAX_ROLES or len(ends) > MAX_TEMPORARY:
        raise LimitReached
    return kept, ends


def revoked(
    held: Membership, roles: Mapping[str, resolver.Role], role_id: str, now_s: int
) -> tuple[list[str], dict[str, int]]:
    """The roles of a member without one of them, and without those that are gone or over."""
    kept = [one for one in held.roles_at(now_s) if one in roles and one != role_id]
    return kept, {one: end for one, end in held.until if one in kept}


def check_can_be_timed_out(
    community: resolver.Community, member: Membership, actor_id: str, now_s: int
) -> None:
    """Raise for oneself, and for whom no time-out holds."""
    bits = resolver.resolve(community, member, now=now_s)
    if member.user_id == actor_id or bits & resolver.ADMINISTRATOR:
        raise TimeoutRefused
