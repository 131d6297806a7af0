"""DELETE /channels/{channel_id}/overrides/{target_id}"""

from commons.contracts.communities.overrides import OverridesChanged
from commons.errors import NotFound, RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, overrides
from ..audit import Act, By
from ..models.access import ChannelAccess
from ..models.members import Member


@endpoint(
    "DELETE /channels/{channel_id}/overrides/{target_id}",
    permission=Permission.MANAGE_ROLES,
    status=204,
    problems=(RoleTooHigh,),
    reads=(ChannelAccess, Member, *audit.AUDIT_READS),
    writes=(ChannelAccess, *acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(OverridesChanged,),
)
async def remove_override(
    channel_id: str, target_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Let a role or member be again in this channel what they are elsewhere."""
    target = standing.user_id if target_id == "me" else target_id
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> None:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        channel = ChannelAccess.load(standing.community_id, channel_id)
        before = overrides.in_force(channel, actor.community)
        if target not in before:
            raise NotFound
        after = {one: before[one] for one in before if one != target}
        overrides.check_may_change(actor, before, after)
        with transaction() as tx:
            overrides.write(tx, actor, channel, after)
            was = overrides.told(target, before[target])
            audit.record(tx, by, Act.OVERRIDE_REMOVED, channel_id, before=was)

    settle(attempt)
