"""Which invites may be used. No I/O: these take records and raise, or return."""

from __future__ import annotations

from collections.abc import Iterable

from commons.access import Standing
from commons.bounds import Bound
from commons.clock import now_s
from commons.errors import NotFound
from commons.permissions import Permission

from ..errors import InviteExpired, InviteUsedUp
from ..models.invites import Invite
from ..models.members import Member

MAX_INVITE_ROLES = Bound(10, "roles_per_invite", "Roles that one invite gives.")


def check_open(invite: Invite, inviter: Member | None) -> None:
    """Raise NotFound when the membership that the invite was made in has ended."""
    same = inviter is not None and invite.membership_id in (None, inviter.membership_id)
    if inviter is None or not inviter.present or not same:
        raise NotFound


def check_usable(invite: Invite) -> None:
    """Raise when the invite has expired or is used up."""
    if 0 < invite.expires_at_s <= now_s():
        raise InviteExpired
    if 0 < invite.max_uses <= invite.uses:
        raise InviteUsedUp


def check_gives(standing: Standing, role_ids: Iterable[str]) -> None:
    """Raise unless they may give these roles, each below their own and none with bits they lack."""
    for role_id in role_ids:
        role = standing.community.roles.get(role_id)
        if role is None:
            raise NotFound
        standing.check_holds(Permission.MANAGE_ROLES | role.bits)
        standing.check_above(role.rank)


def check_leads(inviter: Standing, invite: Invite) -> None:
    """Raise NotFound when whoever made an invite into a circle may bring nobody in any more."""
    if invite.circle_id is not None and not inviter.may(Permission.MANAGE_CIRCLES):
        raise NotFound


def needed_to_read(invite: Invite) -> Permission:
    """What reading the code of somebody else's invite takes: a code that is read lets one in."""
    into_circle = Permission.MANAGE_CIRCLES if invite.circle_id else Permission(0)
    return Permission.MANAGE_INVITES | into_circle


def given(standing: Standing, role_ids: Iterable[str]) -> list[str]:
    """Those of the roles that they may still give: none that is gone, or above them by now."""
    return [role_id for role_id in role_ids if _gives(standing, role_id)]


def _gives(standing: Standing, role_id: str) -> bool:
    role = standing.community.roles.get(role_id)
    return (
        role is not None
        and standing.may(Permission.MANAGE_ROLES)
        and not role.bits & ~standing.permissions
        and standing.rank > role.rank
    )
