"""A thread as clients receive it, whichever service answers: ``commons.threads.shown`` makes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel

from commons.etags import Tagged
from commons.resolver import Channel
from commons.streams.log import Cursor
from commons.threads import Thread, shown
from commons.validation import (
    ChannelId,
    CircleId,
    CommunityId,
    MessageId,
    Position,
    Time,
    UserId,
)
from commons.validation import shown as example


class LastSaid(BaseModel):
    """The newest message of a thread."""

    id: MessageId
    """Which message."""
    seq: Position
    """Its position."""
    at: Time
    """When it was written."""


class ThreadOut(Tagged):
    """A thread: a channel inside a channel."""

    id: ChannelId
    """Which thread."""
    community_id: CommunityId
    """Where it is."""
    name: Annotated[str, example("Which flour?")]
    """What it is called."""
    type: Literal["thread"]
    """Always `thread`."""
    topic: str | None
    """Always null."""
    parent_id: ChannelId
    """The channel it is in; who may do what there may do it here."""
    circle_id: CircleId | None
    """The circle of its channel; null when that belongs to none."""
    position: Annotated[int, example(1763661600000, minimum=0)]
    """When it began, in milliseconds: the newest is listed first."""
    slow_mode_s: Annotated[int, example(0, minimum=0)]
    """Seconds between two messages of one member, as in its channel."""
    archived: bool
    """Nobody wrote for `auto_archive_min`, or somebody archived it. A message opens it again."""
    age_restricted: bool
    """Whether only who has confirmed their age reads there."""
    follows_category: bool
    """Always true: it follows its channel."""
    encrypted: bool
    """Whether it is end-to-end encrypted."""
    head: Position
    """How far its messages have been delivered."""
    last_message: LastSaid | None
    """Its newest message; null when there is none."""
    created_at: Time
    """When it began."""
    message_id: MessageId | None
    """The message it started from, which may be gone since; null when from none."""
    creator_id: UserId
    """Who began it."""
    locked: bool
    """Only who holds MANAGE_THREADS writes here."""
    auto_archive_min: Annotated[int, example(1440, enum=[60, 1440, 4320, 10080])]
    """After so many quiet minutes it is archived."""


def thread_out(thread: Thread, parent: Channel, cursor: Cursor) -> ThreadOut:
    """The thread with its ETag."""
    fields: dict[str, Any] = shown(thread, parent, cursor)
    return ThreadOut.model_validate(fields).at(thread.revision)
