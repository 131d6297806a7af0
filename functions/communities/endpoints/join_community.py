"""PUT /communities/{community_id}/members/me"""

from commons.contracts.communities.members import MemberJoined
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import settle, transaction
from commons.web import Caller

from .. import membership
from ..errors import InviteRequired
from ..models.community import Community
from ..models.members import Member
from ..rules.members import check_inside


@endpoint(
    "PUT /communities/{community_id}/members/me",
    permission=Permission.VIEW,
    status=204,
    problems=(InviteRequired,),
    reads=(Community, Member),
    writes=membership.JOIN_WRITES,
    emits=(MemberJoined,),
)
async def join_community(community_id: str, caller: Caller) -> None:
    """Join a public community. Joining again changes nothing."""
    community = Community.load(community_id)

    def join() -> None:
        seen = Member.find(community_id, caller.user_id)
        if community.visibility != "public":
            check_inside(seen)
        with transaction() as tx:
            membership.join(tx, community_id, caller.user_id, seen)

    settle(join)
