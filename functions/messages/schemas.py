"""What clients of messages send and receive."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.config import JsonDict, JsonValue

from commons.bounds import Bound
from commons.ids import CHANNEL, COMMUNITY, MESSAGE, USER
from commons.reactions import Reaction
from commons.validation import (
    KEY,
    MAX_KEY,
    ChannelId,
    CommunityId,
    Input,
    MessageId,
    Position,
    RoleId,
    Time,
    UserId,
    id_form,
    shown,
)

from .deadlines import timed
from .poll_schemas import NewPoll, Poll

MAX_BYTES = Bound(16 * 1024, "message_bytes", "A message in UTF-8, or its raw ciphertext.")
MAX_CHARACTERS = Bound(8000, "message_characters", "Characters of a message.")
MAX_REPLIES = Bound(5, "replies_per_message", "Messages that one message answers.")
MAX_MENTIONED = Bound(100, "users_mentioned_per_message", "Users that one message mentions.")
MAX_LIFE_S = Bound(
    90 * 86_400, "disappearing_seconds", "After which a message disappears; at least 30."
)
MAX_BULK = Bound(100, "messages_per_bulk_delete", "Messages that are deleted together.")
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


def _given(prefix: str) -> StringConstraints:
    return StringConstraints(pattern=id_form(prefix))


#: What ``_visible`` and ``_opaque`` check, as far as a pattern can say it.
VISIBLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*[^\s\x00-\x1f][^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
BASE64 = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"

Content = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_CHARACTERS),
    AfterValidator(_visible),
    shown("What is rising in your kitchen?", pattern=VISIBLE),
]
Ciphertext = Annotated[
    str,
    StringConstraints(max_length=21_848),
    AfterValidator(_opaque),
    shown("b3BhcXVlIHRvIHVz", pattern=BASE64, contentEncoding="base64"),
]
Nonce = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_KEY, pattern=KEY),
    shown("5f0c6e0e8d7b4c55"),
]
GivenUserId = Annotated[UserId, _given(USER)]
GivenMessageId = Annotated[MessageId, _given(MESSAGE)]
GivenChannelId = Annotated[ChannelId, _given(CHANNEL)]
GivenRoleId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{3}_[0-9A-Z]{26}$"),
    shown("com_01JD1XR5K7N9Q1S3V5X7Z9B2D4"),
]
#: JSON Schema of what ``Body`` checks after its fields.
ONE_BODY: JsonDict = {
    "examples": [{"content": "What is rising in your kitchen?"}],
    "oneOf": [
        {
            "required": ["content"],
            "properties": {"content": {"type": "string"}, "ciphertext": {"type": "null"}},
        },
        {
            "required": ["ciphertext"],
            "properties": {"ciphertext": {"type": "string"}, "content": {"type": "null"}},
        },
    ],
}
NULL: JsonDict = {"type": "null"}
#: The same of a message that is sent: it may ask, or pass on another. What is encrypted says
#: nothing that the server must read.
SENDABLE: list[JsonValue] = [
    {
        "required": ["content"],
        "properties": {"content": {"type": "string"}, "ciphertext": NULL},
    },
    {
        "required": ["ciphertext"],
        "properties": {
            "ciphertext": {"type": "string"},
            "content": NULL,
            "poll": NULL,
            "forward": NULL,
        },
    },
    {
        "required": ["poll"],
        "properties": {
            "poll": {"type": "object"},
            "content": NULL,
            "ciphertext": NULL,
            "forward": NULL,
        },
    },
    {
        "required": ["forward"],
        "properties": {"forward": {"type": "object"}, "content": NULL, "ciphertext": NULL},
    },
]
#: What a ``send`` frame holds.
SENT: JsonDict = {
    "channel_id": "chn_01JD1XR5K8P0R2T4W6Y8A1C3E5",
    "nonce": "5f0c6e0e8d7b4c55",
    "content": "What is rising in your kitchen?",
}


#: What a message says of the thread that started from it.
THREAD: JsonDict = {"id": "chn_01JD1XR5K8P0R2T4W6Y8A1C3E5"}
OF_THREAD: JsonDict = {"id": {"type": "string", "pattern": id_form(CHANNEL)}}


class Mentions(Input):
    """Who is meant; the server never parses content."""

    users: Annotated[list[GivenUserId], Field(max_length=MAX_MENTIONED)] = []
    roles: Annotated[list[GivenRoleId], Field(max_length=100)] = []
    everyone: bool = False


class Body(Input):
    """What a message says: readable content, or ciphertext nobody here can read."""

    model_config = ConfigDict(json_schema_extra=ONE_BODY)

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


class Forward(Input):
    """A message to pass on: which, and where it is."""

    channel_id: GivenChannelId
    message_id: GivenMessageId


class Sent(Body):
    """What is sent, now or later: a body, and what goes with it."""

    model_config = ConfigDict(json_schema_extra=ONE_BODY | {"oneOf": SENDABLE})

    reply_to: Annotated[list[GivenMessageId], Field(max_length=MAX_REPLIES)] = []
    forward: Forward | None = None
    """A message that it passes on."""
    poll: NewPoll | None = None
    expires_in: Annotated[int, Field(ge=30, le=MAX_LIFE_S), shown(3600)] | None = None
    """Seconds after which it disappears."""

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        readable = any((self.content, self.poll, self.forward))
        if readable == (self.ciphertext is not None):
            raise ValueError("give content, a poll or what to forward, or else ciphertext")
        return self

    def stored(self) -> dict[str, Any]:
        """The attributes of the log row."""
        return super().stored() | ({"reply_to": self.reply_to} if self.reply_to else {})

    def timed(self, at_ms: int) -> dict[str, Any]:
        """The attributes that depend on when it is sent."""
        return timed(self.model_dump(include={"poll", "expires_in"}, exclude_none=True), at_ms)


class NewMessage(Sent):
    """POST /channels/{channel_id}/messages"""

    nonce: Nonce | None = None

    def stored(self) -> dict[str, Any]:
        """The attributes of the log row."""
        return super().stored() | ({"nonce": self.nonce} if self.nonce else {})

    def said(self) -> dict[str, Any]:
        """All that is asked beside where: the same for a nonce means the same message."""
        return self.model_dump(exclude={"nonce", "channel_id"})


class BulkDeletion(Input):
    """POST /channels/{channel_id}/messages/bulk-delete"""

    message_ids: Annotated[
        list[GivenMessageId],
        Field(min_length=2, max_length=MAX_BULK),
        shown(
            ["msg_01JD1XSB7000000000A4C6E8G0", "msg_01JD1XSB7000000001B5D7F9H1"], uniqueItems=True
        ),
    ]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.message_ids)) != len(self.message_ids):
            raise ValueError("must name each message once")
        return self


class SendFrame(NewMessage):
    """``d`` of a ``send`` frame."""

    model_config = ConfigDict(json_schema_extra=ONE_BODY | {"oneOf": SENDABLE, "examples": [SENT]})

    channel_id: GivenChannelId
    nonce: Nonce


class ReadPosition(Input):
    """PUT /channels/{channel_id}/read-state"""

    seq: Annotated[int, Field(ge=0, lt=10**12), shown(42)]


class AllRead(Input):
    """PUT /read-states"""

    community_id: Annotated[CommunityId, _given(COMMUNITY)] | None = None
    """Where; everywhere without it."""


class ReadFrame(ReadPosition):
    """``d`` of a ``read`` frame."""

    channel_id: GivenChannelId


class MentionsOut(BaseModel):
    """Who is meant."""

    users: list[UserId]
    """Ids of users."""
    roles: list[RoleId]
    """Ids of roles."""
    everyone: bool
    """Whether it is meant for everybody here."""


class Forwarded(BaseModel):
    """What a message said that was passed on, when it was."""

    content: Annotated[str, shown("What is rising in your kitchen?")]
    """What it said."""
    created_at: Time
    """When it had been written."""


class Origin(BaseModel):
    """Where a message comes from that was passed on."""

    community_id: CommunityId
    """Which community."""
    channel_id: ChannelId
    """Which channel."""
    message_id: MessageId
    """Which message."""
    author_id: UserId
    """Who wrote it."""


class Message(BaseModel):
    """A message. ``seq`` is its position in the channel's stream; seqs grow, with gaps."""

    id: MessageId
    """The message."""
    channel_id: ChannelId
    """Where it was said."""
    seq: Position
    """Its position in the channel's stream: the `sq` of its MESSAGE_CREATE."""
    author_id: UserId
    """Who wrote it."""
    type: Literal["message"]
    """Always `message` so far."""
    content: Annotated[str, shown("What is rising in your kitchen?")] | None
    """What it says; null when it is ciphertext, or only a poll or a message passed on."""
    ciphertext: str | None
    """What it says, unreadable to the server, as base64; null when it is content."""
    nonce: str | None
    """The sender's idempotency key for this message."""
    reply_to: list[MessageId]
    """The messages it answers. One that was deleted since stays named, and is a 404."""
    mentions: MentionsOut
    """Who is meant."""
    forward: Forwarded | None
    """The message that it passes on; null when none."""
    attachments: list[str]
    """Ids of media; always empty so far."""
    reactions: list[Reaction]
    """How many reacted with what, the most frequent first. Empty in events: see REACTION_ADD."""
    pinned: bool
    """Whether it is pinned. False in events: see PIN_ADD."""
    poll: Poll | None
    """What it asks; null when nothing."""
    thread: Annotated[dict[str, Any], shown(THREAD, properties=OF_THREAD)] | None
    """The thread that started from it. Null in events: see THREAD_CREATE."""
    edited_at: Time | None
    """When it was changed last; null when never."""
    expires_at: Time | None
    """When it disappears; null when never. From then on it is deleted, told or not."""
    created_at: Time
    """When it was written."""


class MessageRevision(BaseModel):
    """What a message said for a while."""

    content: Annotated[str, shown("What is rising in your kitchen?")] | None
    """What it said; null when it was ciphertext."""
    ciphertext: str | None
    """What it said, unreadable to the server, as base64; null when it was content."""
    mentions: MentionsOut
    """Who was meant."""
    created_at: Time
    """When it was written."""


class Pin(BaseModel):
    """A pinned message."""

    message: Message
    """The message."""
    pinned_by: UserId
    """Who pinned it."""
    pinned_at: Time
    """When."""


class ReadStateOut(BaseModel):
    """How far the caller has read; 100 unread means 100 or more."""

    channel_id: ChannelId
    seq: Position
    unread: Annotated[int, shown(3, minimum=0, maximum=100)]
    mentions: Annotated[int, shown(1, minimum=0, maximum=100)]
