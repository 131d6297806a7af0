"""GET /roles/{role_id}"""

from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from ..errors import MembersOnly
from ..models.roles import Role
from ..rules.members import check_member
from ..schemas.roles import RoleOut


@endpoint(
    "GET /roles/{role_id}", permission=Permission.VIEW, problems=(MembersOnly,), reads=(Role,)
)
async def get_role(role_id: str, standing: Standing) -> RoleOut:
    """A role; the everyone role has its community's id. For members."""
    check_member(standing)
    stands = standing.community.roles.get(role_id)
    if stands is None:
        raise NotFound
    return RoleOut.of(Role.load(standing.community_id, role_id), stands)
