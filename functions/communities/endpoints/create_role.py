"""POST /communities/{community_id}/roles"""

from commons import resolver
from commons.clock import now_s
from commons.contracts.communities.roles import RoleCreated, RolesOrdered
from commons.errors import RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, roles
from ..audit import Act, By
from ..errors import LimitReached
from ..models.access import Home, Roles
from ..models.roles import Role
from ..rules.roles import inserted
from ..schemas.roles import NewRole, RoleOut


@endpoint(
    "POST /communities/{community_id}/roles",
    permission=Permission.MANAGE_ROLES,
    status=201,
    problems=(LimitReached, RoleTooHigh),
    reads=audit.AUDIT_READS,
    writes=(Role, Roles, Home, *acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(RoleCreated, RolesOrdered),
)
async def create_role(
    community_id: str, body: NewRole, standing: Standing, reason: AuditReason
) -> RoleOut:
    """Add a role below your own highest, granting nothing that you lack."""
    by, details = By(community_id, standing.user_id, reason), body.model_dump()
    permissions, position = int(details.pop("permissions")), details.pop("position")
    stands = resolver.Role(permissions, position, now_s(), int(body.mentionable))

    def attempt() -> RoleOut:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        actor.check_above(stands.rank - 1)
        actor.check_holds(stands.bits)
        role = Role.new(community_id, **details)
        with transaction() as tx:
            roles.write(tx, actor, inserted(actor.community.roles, role.role_id, stands))
            tx.create(role)
            tx.create(Home.of(role.role_id, community_id))
            tx.emit(roles.created(role, stands))
            audit.record(tx, by, Act.ROLE_CREATED, role.role_id, after=roles.told(role, stands))
            return tx.answer(RoleOut.of(role, stands))

    return settle(attempt)
