"""DELETE /communities/{community_id}/bans/{user_id}"""

from commons.contracts.communities.members import BanLifted
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import settle
from commons.web import Caller

from .. import membership
from ..models.members import Ban, Member


@endpoint(
    "DELETE /communities/{community_id}/bans/{user_id}",
    permission=Permission.BAN_MEMBERS,
    status=204,
    reads=(Ban,),
    writes=(Member, Ban),
    emits=(BanLifted,),
)
async def lift_ban(community_id: str, user_id: str, caller: Caller) -> None:
    """Let somebody join again."""
    settle(lambda: membership.lift_ban(community_id, user_id, actor_id=caller.user_id))
