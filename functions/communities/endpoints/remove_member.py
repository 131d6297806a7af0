"""DELETE /communities/{community_id}/members/{user_id}"""

from commons.contracts.communities.members import MemberRemoved
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import settle
from commons.web import Caller

from .. import membership
from ..errors import OwnerCannotLeave
from ..models.community import Community
from ..models.members import Member


@endpoint(
    "DELETE /communities/{community_id}/members/{user_id}",
    permission=Permission.KICK_MEMBERS,
    unless_self="user_id",
    status=204,
    problems=(OwnerCannotLeave,),
    reads=(Community, Member),
    writes=membership.REMOVE_WRITES,
    emits=(MemberRemoved,),
)
async def remove_member(community_id: str, user_id: str, caller: Caller) -> None:
    """Leave (``me``), or kick somebody."""
    leaver = caller.user_id if user_id == "me" else user_id
    settle(lambda: membership.remove(community_id, leaver, actor_id=caller.user_id))
