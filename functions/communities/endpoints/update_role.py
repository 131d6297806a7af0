"""PATCH /roles/{role_id}"""

from commons.access import Standing as Actor
from commons.clock import now_s
from commons.contracts.communities.roles import RolesOrdered, RoleUpdated
from commons.errors import NotFound, RoleTooHigh
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.resolver import Role as Stands
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, roles
from ..audit import Act, By
from ..errors import EveryoneStays
from ..models.access import Roles
from ..models.roles import Role
from ..rules.roles import check_not_everyone, moved
from ..schemas.roles import RoleChanges, RoleOut


@endpoint(
    "PATCH /roles/{role_id}",
    permission=Permission.MANAGE_ROLES,
    problems=(PreconditionFailed, EveryoneStays, RoleTooHigh),
    reads=(Role, *audit.AUDIT_READS),
    writes=(Role, Roles, *acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(RoleUpdated, RolesOrdered),
)
async def update_role(
    role_id: str, body: RoleChanges, standing: Standing, if_match: IfMatch, reason: AuditReason
) -> RoleOut:
    """Edit or move a role below your own highest; of the everyone role only what it grants."""
    by, given = By(standing.community_id, standing.user_id, reason), body.model_fields_set
    details = body.model_dump(include=given & set(roles.DETAILS))
    act = Act.ROLES_REORDERED if given == {"position"} else Act.ROLE_UPDATED

    def attempt() -> RoleOut:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        after = _changed(actor, role_id, body)
        role = Role.load(standing.community_id, role_id)
        if_match.check(role.revision)
        before = roles.told(role, actor.community.roles[role_id])
        changes = role.edit({"name": role.name} | details)
        with transaction() as tx:
            roles.write(tx, actor, after)
            tx.update(role, changes)
            tx.emit(roles.updated(role, after[role_id]))
            told = roles.told(role, after[role_id])
            audit.record(tx, by, act, role_id, before=before, after=told)
            return tx.answer(RoleOut.of(role, after[role_id]))

    return settle(attempt)


def _changed(actor: Actor, role_id: str, body: RoleChanges) -> dict[str, Stands]:
    """The community's roles after the edit. Raises what forbids it."""
    stands = actor.community.roles.get(role_id)
    if stands is None:
        raise NotFound
    actor.check_above(stands.rank)
    if body.model_fields_set - {"permissions"}:
        check_not_everyone(role_id, actor.community_id)
    changed = dict(actor.community.roles)
    if body.permissions is not None and (bits := int(body.permissions)) != stands.bits:
        actor.check_holds(bits ^ stands.bits)
        changed[role_id] = stands._replace(bits=bits, since=now_s())
    if body.mentionable is not None:
        changed[role_id] = changed[role_id]._replace(mentionable=int(body.mentionable))
    if body.position is not None:
        actor.check_above(body.position)
        changed = moved(changed, role_id, body.position)
    return changed
