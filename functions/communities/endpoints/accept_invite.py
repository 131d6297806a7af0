"""POST /invites/{code}/accept"""

from commons.contracts.communities.members import MemberJoined
from commons.http import endpoint
from commons.transactions import settle, transaction
from commons.validation import InviteCode
from commons.web import Caller

from .. import membership
from ..errors import InviteExpired, InviteUsedUp
from ..models.invites import Invite
from ..models.members import Member
from ..rules.invites import check_usable
from ..schemas.invites import Accepted
from ..schemas.members import MemberOut


@endpoint(
    "POST /invites/{code}/accept",
    problems=(InviteExpired, InviteUsedUp),
    reads=(Invite, Member),
    writes=(*membership.JOIN_WRITES, Invite),
    emits=(MemberJoined,),
)
async def accept_invite(code: InviteCode, caller: Caller) -> Accepted:
    """Become a member. Accepting again changes nothing and uses nothing up."""

    def accept() -> Accepted:
        invite = Invite.load(code)
        community_id = invite.community_id
        seen = Member.find(community_id, caller.user_id)
        if seen is None or not seen.present:
            check_usable(invite)
        with transaction() as tx:
            member = membership.join(tx, community_id, caller.user_id, seen, invite)
            return tx.answer(Accepted(community_id=community_id, member=MemberOut.of(member)))

    return settle(accept)
