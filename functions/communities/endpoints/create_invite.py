"""POST /communities/{community_id}/invites"""

import secrets

from commons.clock import now, now_s
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import transaction
from commons.web import Caller

from ..models.invites import CommunityInvite, Invite
from ..schemas.invites import InviteOut, NewInvite

KEPT_AFTER_EXPIRY_S = 7 * 86400


@endpoint(
    "POST /communities/{community_id}/invites",
    permission=Permission.CREATE_INVITES,
    status=201,
    writes=(Invite, CommunityInvite),
)
async def create_invite(community_id: str, body: NewInvite, caller: Caller) -> InviteOut:
    """Make an invite: a secret of 128 random bits."""
    expires = now_s() + body.expires_in if body.expires_in else 0
    invite = Invite.of(
        secrets.token_urlsafe(16),
        community_id=community_id,
        inviter_id=caller.user_id,
        max_uses=body.max_uses,
        expires_at_s=expires,
        created_at=now(),
        ttl=expires + KEPT_AFTER_EXPIRY_S if expires else None,
    )
    with transaction() as tx:
        tx.create(invite)
        tx.create(CommunityInvite.of(invite))
        return tx.answer(InviteOut.of(invite))
