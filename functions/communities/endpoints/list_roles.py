"""GET /communities/{community_id}/roles"""

from commons.cursors import Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from ..errors import MembersOnly
from ..models.roles import Role
from ..rules.members import check_member
from ..rules.roles import ordered
from ..schemas.roles import RoleOut


@endpoint(
    "GET /communities/{community_id}/roles",
    permission=Permission.VIEW,
    problems=(MembersOnly,),
    reads=(Role,),
)
async def list_roles(community_id: str, standing: Standing) -> Page[RoleOut]:
    """The roles, highest first; the everyone role is the last. For members."""
    check_member(standing)
    roles, rows = standing.community.roles, Role.list(community_id)
    highest_first = [one for one in reversed(ordered(roles)) if one in rows]
    return Page(data=[RoleOut.of(rows[one], roles[one]) for one in highest_first])
