"""PATCH /communities/{community_id}/channels"""

from functools import partial

from commons.contracts.communities.channels import ChannelUpdated
from commons.contracts.communities.overrides import OverridesChanged
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import arranging, audit, channels
from ..audit import Act, By
from ..errors import CircleDiffers, NotACategory
from ..models.access import ChannelAccess
from ..models.channels import Channel
from ..rules.channels import check_manages, together
from ..schemas.channels import Moved, Moves, Reordered


@endpoint(
    "PATCH /communities/{community_id}/channels",
    permission=Permission.MANAGE_CHANNELS,
    problems=(NotACategory, CircleDiffers),
    reads=(Channel, ChannelAccess, *audit.AUDIT_READS),
    writes=(*arranging.WRITES, *audit.AUDIT_WRITES),
    emits=(ChannelUpdated, OverridesChanged),
    timeout_s=25,
)
async def reorder_channels(
    community_id: str, body: Moves, standing: Standing, reason: AuditReason
) -> Reordered:
    """Move many channels, categories first: of each 16 all or none, and repeating does no harm."""
    by = By(community_id, standing.user_id, reason)
    wanted = {
        move.id: move.model_dump(exclude_unset=True, exclude={"id"}) for move in body.channels
    }
    seen = channels.seen_by(standing)
    for channel_id in (*wanted, *(move.parent_id for move in body.channels if move.parent_id)):
        check_manages(seen.get(channel_id))
    moved: dict[str, Moved] = {}

    def attempt(some: tuple[str, ...]) -> Reordered:
        with transaction() as tx:
            changed = arranging.move(tx, community_id, {id_: wanted[id_] for id_ in some})
            moved.update((id_, Moved.of(channel)) for id_, channel in changed.items())
            after = {id_: wanted[id_] for id_ in some}
            audit.record(tx, by, Act.CHANNELS_REORDERED, community_id, after=after)
            answer = Reordered(data=[moved[id_] for id_ in wanted if id_ in moved])
            return tx.answer(answer) if len(moved) == len(wanted) else answer

    *_, last = [settle(partial(attempt, some)) for some in together(wanted, seen)]
    return last
