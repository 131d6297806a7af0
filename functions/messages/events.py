"""The events of a channel's stream: what each means, and what it carries in ``d``.

A declaration names them by type (``appends=("MESSAGE_CREATE",)``); the class ``MessageCreate``
describes that type. No function imports this: catalogue, schemas and tests are made from it.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from commons.reactions import Emoji
from commons.validation import AnyChannelId, Count, MessageId, Position, UserId

from .dm_schemas import Conversation
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
