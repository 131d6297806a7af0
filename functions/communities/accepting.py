"""What accepting an invite does, in somebody's transaction: into the community, or into a circle.

An invite leads to one place. Into a circle it brings whoever accepts, stranger or member, and no
further: a membership that begins with it sees that circle alone. What its maker could not do
themselves by now it does not do either; whoever is there already stays and uses nothing up.

The trust tree says how memberships began. So it names who began theirs in a circle, and undoing a
raid removes them; a member who was brought into one more circle is not thrown out for it.
"""

from __future__ import annotations

from commons import access
from commons.access import Standing
from commons.entitlements import ByRole
from commons.errors import NotFound
from commons.transactions import Transaction

from . import circles, membership
from .models.access import Version
from .models.circles import Circle, Seat
from .models.invites import Invite
from .models.members import Member
from .models.trust import Invited
from .rules.circles import check_entitled, check_room
from .rules.invites import check_leads, check_open, check_usable, given

READS = (Invite, Member, Circle)
WRITES = (*membership.JOIN_WRITES, Invite, Invited, Version, Circle, Seat)


def into_community(
    tx: Transaction, invite: Invite, inviter: Standing, user_id: str, seen: Member | None
) -> Member:
    """Become a member, with the roles that the inviter may still give.

    seen: the user's row. Raises NotFound, InviteExpired, InviteUsedUp.
    """
    if seen is not None and seen.present and seen.whole:
        return seen
    _check_open(invite)
    roles = given(inviter, invite.role_ids)
    if roles:
        version, same = Version.of(invite.community_id), Version.is_still(inviter.version)
        if seen is not None and seen.present:  # overrides of a role can take what they saw
            tx.update(version, [Version.m.add(1)], same)
        else:
            tx.check(version, same)
    return membership.join(tx, invite.community_id, user_id, seen, invite, roles)


def into_circle(
    tx: Transaction, invite: Invite, inviter: Standing, user_id: str, seen: Member | None
) -> Member:
    """Come into the circle, if the inviter may still bring somebody in.

    seen: the user's row. Raises NotFound, InviteExpired, InviteUsedUp, CircleFull, LimitReached,
    EntitlementRequired.
    """
    present = seen if seen is not None and seen.present else None
    if present is not None and invite.circle_id in (present.circles or ()):
        return present
    if seen is not None and seen.banned:
        raise NotFound
    _check_open(invite)
    check_leads(inviter, invite)
    circle = Circle.load(invite.community_id, str(invite.circle_id))
    check_room(circle, present)
    theirs = access.standing(user_id, community_id=invite.community_id)
    check_entitled(ByRole(theirs), circle, user_id)
    tx.check(Version.of(invite.community_id), Version.is_still(inviter.version))
    membership.use(tx, invite, user_id)
    return circles.enter(tx, circle, user_id, present, actor_id=inviter.user_id, invite=invite)


def _check_open(invite: Invite) -> None:
    check_open(invite, Member.find(invite.community_id, invite.inviter_id))
    check_usable(invite)
