"""PUT /channels/{channel_id}/overrides/{target_id}"""

from commons.clock import now_s
from commons.contracts.communities.overrides import OverridesChanged
from commons.errors import RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.resolver import Override
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, overrides
from ..audit import Act, By
from ..errors import LimitReached
from ..models.access import ChannelAccess
from ..models.members import Member
from ..rules.overrides import changed_bits, check_sense
from ..schemas.overrides import NewOverride


@endpoint(
    "PUT /channels/{channel_id}/overrides/{target_id}",
    permission=Permission.MANAGE_ROLES,
    status=204,
    problems=(LimitReached, RoleTooHigh),
    reads=(ChannelAccess, Member, *audit.AUDIT_READS),
    writes=(ChannelAccess, *acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(OverridesChanged,),
)
async def set_override(
    channel_id: str, target_id: str, body: NewOverride, standing: Standing, reason: AuditReason
) -> None:
    """Grant or take permissions in one channel. The first one copies those of its category."""
    target = standing.user_id if target_id == "me" else target_id
    by = By(standing.community_id, standing.user_id, reason)
    wanted = Override(int(body.allow), int(body.deny), now_s())
    check_sense(target, body.type, wanted)

    def attempt() -> None:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        channel = ChannelAccess.load(standing.community_id, channel_id)
        overrides.check_target(actor, target)
        now = overrides.in_force(channel, actor.community)
        bits = changed_bits(before := now.get(target), wanted)
        actor.check_holds(bits)
        if not bits and before and channel.overrides is not None:
            return
        with transaction() as tx:
            overrides.write(tx, actor, channel, now | {target: wanted})
            told = (overrides.told(target, before), overrides.told(target, wanted))
            audit.record(tx, by, Act.OVERRIDE_SET, channel_id, before=told[0], after=told[1])

    settle(attempt)
