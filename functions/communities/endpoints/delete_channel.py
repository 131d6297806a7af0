"""DELETE /channels/{channel_id}"""

from commons.contracts.communities.channels import ChannelDeleted, ChannelUpdated
from commons.contracts.communities.overrides import OverridesChanged
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, arranging, audit
from ..audit import Act, By
from ..models.access import ChannelAccess
from ..models.channels import Channel

KEPT = ("name", "type", "parent_id", "circle_id")


@endpoint(
    "DELETE /channels/{channel_id}",
    permission=Permission.MANAGE_CHANNELS,
    status=204,
    reads=(Channel, ChannelAccess, *audit.AUDIT_READS),
    writes=arranging.DELETE_WRITES,
    emits=(ChannelDeleted, ChannelUpdated, OverridesChanged),
    timeout_s=25,
)
async def delete_channel(channel_id: str, standing: Standing, reason: AuditReason) -> None:
    """Delete a channel and all that was written there; what lies in a category moves out of it."""
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> None:
        channel = Channel.load(standing.community_id, channel_id)
        if channel.type == "category":
            arranging.empty(channel)
        actor = acting.afresh(standing, Permission.MANAGE_CHANNELS)
        with transaction() as tx:
            arranging.delete(tx, channel, actor)
            before = audit.values(channel, KEPT)
            audit.record(tx, by, Act.CHANNEL_DELETED, channel_id, before=before)

    settle(attempt)
