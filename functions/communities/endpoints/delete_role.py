"""DELETE /roles/{role_id}"""

from commons.contracts.communities.roles import RoleDeleted, RolesOrdered
from commons.errors import NotFound, RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, roles
from ..audit import Act, By
from ..errors import EveryoneStays
from ..models.access import Home, Roles
from ..models.roles import Role
from ..rules.roles import check_not_everyone, without


@endpoint(
    "DELETE /roles/{role_id}",
    permission=Permission.MANAGE_ROLES,
    status=204,
    problems=(EveryoneStays, RoleTooHigh),
    reads=(Role, *audit.AUDIT_READS),
    writes=(Role, Roles, Home, *acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(RoleDeleted, RolesOrdered),
)
async def delete_role(role_id: str, standing: Standing, reason: AuditReason) -> None:
    """Delete a role below your own highest. It grants nothing from the next request on."""
    community_id = standing.community_id
    by = By(community_id, standing.user_id, reason)

    def attempt() -> None:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        stands = actor.community.roles.get(role_id)
        if stands is None:
            raise NotFound
        actor.check_above(stands.rank)
        check_not_everyone(role_id, community_id)
        role = Role.load(community_id, role_id)
        with transaction() as tx:
            roles.write(tx, actor, without(actor.community.roles, role_id))
            tx.delete(role)
            tx.delete(Home.of(role_id, community_id))
            tx.emit(RoleDeleted(community_id=community_id, role_id=role_id))
            audit.record(tx, by, Act.ROLE_DELETED, role_id, before=roles.told(role, stands))

    settle(attempt)
