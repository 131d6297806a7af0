"""DELETE /channels/{channel_id}/overrides"""

from commons.contracts.communities.overrides import OverridesChanged
from commons.errors import RoleTooHigh
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
    "DELETE /channels/{channel_id}/overrides",
    permission=Permission.MANAGE_ROLES,
    status=204,
    problems=(RoleTooHigh,),
    reads=(ChannelAccess, Member, *audit.AUDIT_READS),
    writes=(ChannelAccess, *acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(OverridesChanged,),
)
async def follow_category(channel_id: str, standing: Standing, reason: AuditReason) -> None:
    """Drop the channel's own overrides, so that it follows its category again."""
    community_id = standing.community_id
    by = By(community_id, standing.user_id, reason)

    def attempt() -> None:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        channel = ChannelAccess.load(community_id, channel_id)
        if channel.overrides is None:
            return
        before = overrides.in_force(channel, actor.community)
        channel.overrides = None
        after = overrides.in_force(channel, actor.community)
        overrides.check_may_change(actor, before, after)
        with transaction() as tx:
            overrides.write(tx, actor, channel, None)
            was = {"overrides": [overrides.told(*one) for one in sorted(before.items())]}
            audit.record(tx, by, Act.OVERRIDE_REMOVED, channel_id, before=was)

    settle(attempt)
