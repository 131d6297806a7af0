"""POST /invites/{code}/accept"""

from commons import access
from commons.contracts.communities.circles import CircleMemberAdded
from commons.contracts.communities.members import MemberJoined
from commons.http import endpoint
from commons.published import ACCESS
from commons.transactions import settle, transaction
from commons.validation import InviteCode
from commons.web import Caller

from .. import accepting
from ..errors import CircleFull, EntitlementRequired, InviteExpired, InviteUsedUp, LimitReached
from ..models.invites import Invite
from ..models.members import Member
from ..schemas.invites import Accepted
from ..schemas.members import MemberOut


@endpoint(
    "POST /invites/{code}/accept",
    problems=(CircleFull, EntitlementRequired, InviteExpired, InviteUsedUp, LimitReached),
    reads=accepting.READS,
    writes=accepting.WRITES,
    uses=(ACCESS,),
    emits=(CircleMemberAdded, MemberJoined),
)
async def accept_invite(code: InviteCode, caller: Caller) -> Accepted:
    """Become a member, or come into a circle. Accepting again changes and uses up nothing."""

    def accept() -> Accepted:
        invite = Invite.load(code)
        community_id, circle_id = invite.community_id, invite.circle_id
        seen = Member.find(community_id, caller.user_id)
        inviter = access.standing(invite.inviter_id, community_id=community_id)
        let_in = accepting.into_community if circle_id is None else accepting.into_circle
        with transaction() as tx:
            member = let_in(tx, invite, inviter, caller.user_id, seen)
            shown = MemberOut.of(member, inviter.community)
            return tx.answer(Accepted(community_id=community_id, circle_id=circle_id, member=shown))

    return settle(accept)
