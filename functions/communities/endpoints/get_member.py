"""GET /communities/{community_id}/members/{user_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from ..models.members import Member
from ..schemas.members import MemberOut


@endpoint(
    "GET /communities/{community_id}/members/{user_id}",
    permission=Permission.VIEW_MEMBERS,
    unless_self="user_id",
    reads=(Member,),
)
async def get_member(community_id: str, user_id: str, standing: Standing) -> MemberOut:
    """A member; ``me`` is the caller."""
    wanted = standing.user_id if user_id == "me" else user_id
    return MemberOut.of(Member.load(community_id, wanted), standing.community)
