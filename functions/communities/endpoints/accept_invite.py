"""POST /invites/{code}/accept"""

from commons import access
from commons.contracts.communities.members import MemberJoined
from commons.http import endpoint
from commons.published import ACCESS
from commons.transactions import settle, transaction
from commons.validation import InviteCode
from commons.web import Caller

from .. import membership
from ..errors import InviteExpired, InviteUsedUp
from ..models.access import Version
from ..models.invites import Invite
from ..models.members import Member
from ..rules.invites import check_open, check_usable, given
from ..schemas.invites import Accepted
from ..schemas.members import MemberOut


@endpoint(
    "POST /invites/{code}/accept",
    problems=(InviteExpired, InviteUsedUp),
    reads=(Invite, Member),
    writes=(*membership.INVITED_WRITES, Version),
    uses=(ACCESS,),
    emits=(MemberJoined,),
)
async def accept_invite(code: InviteCode, caller: Caller) -> Accepted:
    """Become a member. Accepting again changes nothing and uses nothing up."""

    def accept() -> Accepted:
        invite = Invite.load(code)
        community_id = invite.community_id
        seen = Member.find(community_id, caller.user_id)
        inviter = access.standing(invite.inviter_id, community_id=community_id)
        roles = given(inviter, invite.role_ids)
        if seen is None or not (seen.present and seen.whole):
            check_open(invite, Member.find(community_id, invite.inviter_id))
            check_usable(invite)
        with transaction() as tx:
            if roles:
                tx.check(Version.of(community_id), Version.is_still(inviter.version))
            member = membership.join(tx, community_id, caller.user_id, seen, invite, roles)
            shown = MemberOut.of(member, inviter.community)
            return tx.answer(Accepted(community_id=community_id, member=shown))

    return settle(accept)
