"""The events of a channel's stream: what each means, and what it carries in ``d``.

A declaration names them by type (``appends=("MESSAGE_CREATE",)``); the class ``MessageCreate``
describes that type. No function imports this: catalogue, schemas and tests are made from it.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from commons.reactions import Emoji
from commons.thread_shapes import ThreadOut
from commons.validation import AnyChannelId, ChannelId, Count, MessageId, Position, Time, UserId

from .dm_schemas import Conversation
from .poll_schemas import AnswerId
from .schemas import Message


class MessageCreate(Message):
    """Somebody wrote a message. Read again later it says what the message says by then."""

    stream: ClassVar[str] = "h:<channel>"


class MessageUpdate(Message):
    """The author changed what a message says: all of that, as it is after this edit."""

    stream: ClassVar[str] = "h:<channel>"


class MessageDelete(BaseModel):
    """A message is gone. Its creation and its edits are no longer read back."""

    stream: ClassVar[str] = "h:<channel>"

    id: str
    """The message that is gone."""
    channel_id: str
    """Where it was."""
    seq: int
    """The position it had."""


class MessageBulkDelete(BaseModel):
    """Messages are gone, all at once."""

    stream: ClassVar[str] = "h:<channel>"

    channel_id: AnyChannelId
    """Where they were."""
    ids: list[MessageId]
    """Which, in the order of the channel."""


class OfMessage(BaseModel):
    """What happened to a message beside what it says."""

    channel_id: AnyChannelId
    """Where it is."""
    message_id: MessageId
    """The message."""
    seq: Position
    """Its position."""
    user_id: UserId
    """Who did it."""


class ReactionAdd(OfMessage):
    """Somebody reacted to a message."""

    stream: ClassVar[str] = "h:<channel>"

    emoji: Emoji
    """With what."""
    count: Count
    """How many have given this emoji now."""


class ReactionRemove(OfMessage):
    """Somebody took a reaction to a message back."""

    stream: ClassVar[str] = "h:<channel>"

    emoji: Emoji
    """Which."""
    count: Count
    """How many have given this emoji now; at 0 it is gone from the message."""


class PinAdd(OfMessage):
    """Somebody pinned a message."""

    stream: ClassVar[str] = "h:<channel>"


class PinRemove(OfMessage):
    """Somebody took a message's pin off. A deleted message loses its pin without this."""

    stream: ClassVar[str] = "h:<channel>"


class DmUpdate(Conversation):
    """A DM's or group's people, name or roles changed: all of it, as it is now."""

    stream: ClassVar[str] = "h:<dmc>"


class AnswerCount(BaseModel):
    """How often an answer of a poll was chosen."""

    id: AnswerId
    """Which."""
    count: Count
    """By how many."""


class OfPoll(BaseModel):
    """What happened to a poll, and how it stands when this is read."""

    channel_id: ChannelId
    """Where it is."""
    message_id: MessageId
    """Its message."""
    seq: Position
    """The message's position."""
    answers: list[AnswerCount]
    """How often each was chosen, by now."""
    voters: Count
    """How many people voted, by now."""


class PollVote(OfPoll):
    """Somebody voted, changed their vote or took it back. The last one heard says how it stands."""

    stream: ClassVar[str] = "h:<channel>"

    user_id: UserId | None
    """Who; null in an anonymous poll."""
    chosen: list[AnswerId] | None
    """What they choose now; null in an anonymous poll."""


class PollClose(OfPoll):
    """A poll is over. It is told once; at its time it is over without being told."""

    stream: ClassVar[str] = "h:<channel>"

    closed_at: Time
    """Since when."""


class ThreadCreate(ThreadOut):
    """A thread began in this channel; the message `message_id` names says so from now on."""

    stream: ClassVar[str] = "h:<channel>"


class ThreadUpdate(ThreadOut):
    """A thread of this channel was renamed, locked, archived, or opened again by a message.

    That one falls asleep by the clock is told by nobody: `auto_archive_min` says when.
    """

    stream: ClassVar[str] = "h:<channel>"


class ThreadDelete(BaseModel):
    """A thread of this channel is gone, with all that was said in it."""

    stream: ClassVar[str] = "h:<channel>"

    id: ChannelId
    """The thread that is gone."""
    channel_id: ChannelId
    """The channel it was in."""
    message_id: MessageId | None
    """The message it had started from, which says nothing of it any more; null when from none."""
