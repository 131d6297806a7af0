"""POST /communities/{community_id}/invites"""

import secrets

from commons.clock import now, now_s
from commons.contracts.communities.invites import InviteCreated
from commons.errors import MissingPermission, NotFound, RoleTooHigh
from commons.http import endpoint
from commons.ids import INVITE, new_id
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, circles, invites
from ..audit import Act, By
from ..models.circles import Circle
from ..models.invites import CommunityInvite, Invite
from ..models.members import Member
from ..models.trust import Issued
from ..rules.invites import check_gives
from ..schemas.invites import InviteOut, NewInvite

KEPT_AFTER_EXPIRY_S = 7 * 86400


@endpoint(
    "POST /communities/{community_id}/invites",
    permission=Permission.CREATE_INVITES,
    status=201,
    problems=(MissingPermission, NotFound, RoleTooHigh),
    reads=(Member, Circle, *audit.AUDIT_READS),
    writes=(Invite, CommunityInvite, Issued, *audit.AUDIT_WRITES),
    emits=(InviteCreated,),
)
async def create_invite(
    community_id: str, body: NewInvite, standing: Standing, reason: AuditReason
) -> InviteOut:
    """Make an invite: a secret of 128 random bits. It ends with its maker's membership."""
    check_gives(standing, body.role_ids)
    if body.circle_id is not None:
        circles.managed(standing, body.circle_id)
    inviter = Member.load(community_id, standing.user_id)
    expires = now_s() + body.expires_in if body.expires_in else 0
    invite = Invite.of(
        secrets.token_urlsafe(16),
        invite_id=new_id(INVITE),
        community_id=community_id,
        inviter_id=inviter.user_id,
        membership_id=inviter.membership_id,
        role_ids=body.role_ids,
        circle_id=body.circle_id,
        max_uses=body.max_uses,
        expires_at_s=expires,
        created_at=now(),
        ttl=expires + KEPT_AFTER_EXPIRY_S if expires else None,
    )
    by = By(community_id, standing.user_id, reason)
    return settle(lambda: _create(invite, by))


def _create(invite: Invite, by: By) -> InviteOut:
    """Inviting is everybody's; giving roles or a circle with it is not, and is recorded."""
    with transaction() as tx:
        tx.create(invite)
        tx.create(CommunityInvite.of(invite))
        tx.create(Issued.of(invite))
        tx.emit(invites.created(invite))
        if invite.role_ids or invite.circle_id:
            after = audit.values(invite, ("role_ids", "circle_id", "max_uses"))
            audit.record(tx, by, Act.INVITE_CREATED, str(invite.invite_id), after=after)
        return tx.answer(InviteOut.of(invite))
