"""PUT /communities/{community_id}/bans/{user_id}"""

from commons.contracts.communities.members import MemberBanned
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import settle
from commons.web import Caller

from .. import membership
from ..errors import OwnerCannotLeave
from ..models.community import Community
from ..models.members import Member
from ..schemas.members import NewBan


@endpoint(
    "PUT /communities/{community_id}/bans/{user_id}",
    permission=Permission.BAN_MEMBERS,
    status=204,
    problems=(OwnerCannotLeave,),
    reads=(Community, Member),
    writes=membership.REMOVE_WRITES,
    emits=(MemberBanned,),
)
async def ban_member(
    community_id: str, user_id: str, caller: Caller, body: NewBan | None = None
) -> None:
    """Ban somebody, member or not. It holds on their next request."""
    reason = body.reason if body else None
    banned = caller.user_id if user_id == "me" else user_id
    settle(lambda: membership.ban(community_id, banned, actor_id=caller.user_id, reason=reason))
