"""What clients of messages send and receive."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from commons.ids import CHANNEL, MESSAGE, USER
from commons.validation import Input

MAX_BYTES = 16 * 1024
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _visible(content: str) -> str:
    if not content.strip():
        raise ValueError("must hold more than white space")
    if CONTROLS.search(content):
        raise ValueError("must not hold control characters")
    if len(content.encode()) > MAX_BYTES:
        raise ValueError(f"must be at most {MAX_BYTES} bytes in UTF-8")
    return content


def _opaque(ciphertext: str) -> str:
    try:
        raw = b64decode(ciphertext, validate=True)
    except Error:
        raise ValueError("must be base64") from None
    if not 0 < len(raw) <= MAX_BYTES:
        raise ValueError(f"must be 1 to {MAX_BYTES} bytes")
    return ciphertext


def _id(prefix: str) -> StringConstraints:
    return StringConstraints(pattern=f"^{prefix}_[0-7][0-9A-HJKMNP-TV-Z]{{25}}$")


Content = Annotated[str, StringConstraints(min_length=1, max_length=8000), AfterValidator(_visible)]
Ciphertext = Annotated[str, StringConstraints(max_length=22_000), AfterValidator(_opaque)]
Nonce = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")]
UserId = Annotated[str, _id(USER)]
RoleId = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}_[0-9A-Z]{26}$")]
MessageId = Annotated[str, _id(MESSAGE)]
ChannelId = Annotated[str, _id(CHANNEL)]


class Mentions(Input):
    """Who is meant; the server never parses content."""

    users: Annotated[list[UserId], Field(max_length=100)] = []
    roles: Annotated[list[RoleId], Field(max_length=100)] = []
    everyone: bool = False


class Body(Input):
    """What a message says: readable content, or ciphertext nobody here can read."""

    content: Content | None = None
    ciphertext: Ciphertext | None = None
    mentions: Mentions | None = None

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if (self.content is None) == (self.ciphertext is None):
            raise ValueError("give either content or ciphertext")
        return self

    def stored(self) -> dict[str, Any]:
        """The attributes of the log row; what is absent is left out."""
        raw = None if self.ciphertext is None else b64decode(self.ciphertext)
        mentions = self.mentions.model_dump() if self.mentions else None
        found = {"content": self.content, "ciphertext": raw, "mentions": mentions}
        return {name: value for name, value in found.items() if value is not None}


class NewMessage(Body):
    """POST /channels/{channel_id}/messages"""

    nonce: Nonce | None = None
    reply_to: Annotated[list[MessageId], Field(max_length=5)] = []

    def stored(self) -> dict[str, Any]:
        """The attributes of the log row."""
        more = {"nonce": self.nonce, "reply_to": self.reply_to}
        return super().stored() | {name: value for name, value in more.items() if value}


class SendFrame(NewMessage):
    """``d`` of a ``send`` frame."""

    channel_id: ChannelId
    nonce: Nonce


class ReadPosition(Input):
    """PUT /channels/{channel_id}/read-state"""

    seq: Annotated[int, Field(ge=0, lt=10**12)]


class ReadFrame(ReadPosition):
    """``d`` of a ``read`` frame."""

    channel_id: ChannelId


class MentionsOut(BaseModel):
    """Who is meant."""

    users: list[str]
    """Ids of users."""
    roles: list[str]
    """Ids of roles."""
    everyone: bool
    """Whether it is meant for everybody here."""


class Reaction(BaseModel):
    """How many reacted with one emoji."""

    emoji: str
    """Which."""
    count: int
    """How many people."""
    me: bool
    """Whether the reader is one of them."""


class Message(BaseModel):
    """A message. ``seq`` is its position in the channel's stream; seqs grow, with gaps."""

    id: str
    """The message."""
    channel_id: str
    """Where it was said."""
    seq: int
    """Its position in the channel's stream: the `sq` of its MESSAGE_CREATE."""
    author_id: str
    """Who wrote it."""
    type: str
    """Always `message` so far."""
    content: str | None
    """What it says; null when it is ciphertext."""
    ciphertext: str | None
    """What it says, unreadable to the server, as base64; null when it is content."""
    nonce: str | None
    """The sender's idempotency key for this message."""
    reply_to: list[str]
    """The messages it answers."""
    mentions: MentionsOut
    """Who is meant."""
    attachments: list[str]
    """Ids of media; always empty so far."""
    reactions: list[Reaction]
    """Always empty so far."""
    pinned: bool
    """Always false so far."""
    poll: dict[str, Any] | None
    """Always null so far."""
    thread: dict[str, Any] | None
    """Always null so far."""
    edited_at: str | None
    """When it was changed last; null when never."""
    expires_at: str | None
    """Always null so far."""
    created_at: str
    """When it was written."""


class ReadStateOut(BaseModel):
    """How far the caller has read; 100 unread means 100 or more."""

    channel_id: str
    seq: int
    unread: int
    mentions: int
