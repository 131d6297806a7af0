"""What others are told of what is done to messages by privilege."""

from __future__ import annotations

from commons.access import Standing
from commons.contracts.messages import MessageModerated
from commons.streams.log import Entry
from commons.transactions import outbox
from commons.wire import Item


def moderated(
    standing: Standing, message: Entry, reason: str | None, *, action: str = "message_deleted"
) -> list[Item]:
    """The write of the event that the community's audit log is made of; a DM has none."""
    if not standing.community_id:
        return []
    event = MessageModerated(
        community_id=standing.community_id,
        channel_id=str(standing.channel_id),
        message_id=message.d["id"],
        author_id=message.by,
        actor_id=standing.user_id,
        reason=reason,
        action=action,
    )
    return [{"Put": outbox(event)}]
