"""What others are told of what is done to messages by privilege."""

from __future__ import annotations

from commons.access import Standing
from commons.contracts.messages import MembersMentioned, MessageModerated, ThreadModerated
from commons.streams.log import Entry
from commons.threads import Thread
from commons.transactions import outbox
from commons.wire import Item

from .rules import Mentioned


def moderated(
    standing: Standing, message: Entry, reason: str | None, *, action: str = "message_deleted"
) -> Item:
    """The write of the event that the community's audit log is made of."""
    event = MessageModerated(
        community_id=standing.community_id,
        channel_id=str(standing.channel_id),
        message_id=message.d["id"],
        author_id=message.by,
        actor_id=standing.user_id,
        reason=reason,
        action=action,
    )
    return {"Put": outbox(event)}


def mentioned(standing: Standing, message: Entry, mentions: Mentioned | None) -> list[Item]:
    """The write of the event by which whoever is meant and away is told; none if nobody is."""
    if mentions is None or not (mentions.users or mentions.roles or mentions.everyone):
        return []
    event = MembersMentioned(
        community_id=standing.community_id,
        channel_id=str(standing.channel_id),
        message_id=message.d["id"],
        seq=message.sq,
        author_id=standing.user_id,
        user_ids=mentions.users,
        role_ids=mentions.roles,
        everyone=mentions.everyone,
    )
    return [{"Put": outbox(event)}]


def thread_moderated(standing: Standing, thread: Thread, reason: str | None, action: str) -> Item:
    """The write of the same of a thread that somebody else began, or that was deleted."""
    event = ThreadModerated(
        community_id=standing.community_id,
        channel_id=thread.parent_id,
        thread_id=thread.thread_id,
        creator_id=thread.creator_id,
        actor_id=standing.user_id,
        reason=reason,
        action=action,
    )
    return {"Put": outbox(event)}
