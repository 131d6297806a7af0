"""DELETE /invites/{code}"""

from commons import access
from commons.contracts.communities.invites import InviteDeleted
from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import ACCESS
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.validation import InviteCode
from commons.web import Caller

from .. import audit, invites
from ..audit import Act, By
from ..errors import NotYourInvite
from ..models.invites import CommunityInvite, Invite

TOLD = ("inviter_id", "circle_id", "uses", "max_uses", "created_at")


@endpoint(
    "DELETE /invites/{code}",
    status=204,
    problems=(NotYourInvite,),
    reads=(Invite, *audit.AUDIT_READS),
    writes=(Invite, CommunityInvite, *audit.AUDIT_WRITES),
    emits=(InviteDeleted,),
    uses=(ACCESS,),
)
async def delete_invite(code: InviteCode, caller: Caller, reason: AuditReason) -> None:
    """Revoke an invite: who made it may, and who manages invites."""

    def attempt() -> None:
        invite = Invite.load(code)
        by = By(invite.community_id, caller.user_id, reason)
        _check_allowed(invite, access.standing(by.actor_id, community_id=by.community_id))
        with transaction() as tx:
            tx.delete(invite, Invite.pk.exists())
            tx.delete(CommunityInvite.of(invite))
            invites.tell_deleted(tx, CommunityInvite.of(invite), by.actor_id)
            if invite.inviter_id != by.actor_id:
                was = audit.values(invite, TOLD)
                audit.record(tx, by, Act.INVITE_DELETED, invite.invite_id or code, before=was)

    settle(attempt)


def _check_allowed(invite: Invite, standing: access.Standing) -> None:
    if not standing.present:
        raise NotFound
    if invite.inviter_id != standing.user_id and not standing.may(Permission.MANAGE_INVITES):
        raise NotYourInvite
