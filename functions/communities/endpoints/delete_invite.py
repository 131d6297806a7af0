"""DELETE /invites/{code}"""

from commons import access
from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import ACCESS
from commons.transactions import transaction
from commons.validation import InviteCode
from commons.web import Caller

from ..errors import NotYourInvite
from ..models.invites import CommunityInvite, Invite


@endpoint(
    "DELETE /invites/{code}",
    status=204,
    problems=(NotYourInvite,),
    reads=(Invite,),
    writes=(Invite, CommunityInvite),
    uses=(ACCESS,),
)
async def delete_invite(code: InviteCode, caller: Caller) -> None:
    """Revoke an invite: who made it may, and who manages invites."""
    invite = Invite.load(code)
    standing = access.standing(caller.user_id, community_id=invite.community_id)
    if not standing.present:
        raise NotFound
    if invite.inviter_id != caller.user_id and not standing.may(Permission.MANAGE_INVITES):
        raise NotYourInvite
    with transaction() as tx:
        tx.delete(invite)
        tx.delete(CommunityInvite.of(invite))
