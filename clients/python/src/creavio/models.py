"""The resources of the public API as typed, immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from creavio.decode import decode

EPOCH = datetime.fromtimestamp(0, UTC)


class _Model:
    """What every resource can do: be read from a JSON object."""

    __slots__ = ()

    @classmethod
    def read(cls, data: object) -> Self:
        """Raises `UnexpectedAnswerError`; unknown fields are ignored."""
        return decode(cls, data)


@dataclass(frozen=True, slots=True)
class User(_Model):
    """A person. `email`, `email_verified` and `locale` are filled for oneself only."""

    id: str
    handle: str
    display_name: str | None = None
    avatar_url: str | None = None
    bio: str | None = None
    created_at: datetime = EPOCH
    email: str | None = None
    email_verified: bool | None = None
    locale: str | None = None

    @property
    def name(self) -> str:
        """The display name, or the handle where there is none."""
        return self.display_name or self.handle


@dataclass(frozen=True, slots=True)
class Tokens(_Model):
    """A session's tokens. `expires_at` is local wall time in seconds, set by the SDK."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    token_type: str = "Bearer"
    expires_at: float = 0.0
    user: User | None = None

    def obtained(self, now: float, user: User | None = None) -> Tokens:
        """The same tokens with their local expiry; keeps `user` when the answer had none."""
        return replace(self, expires_at=now + self.expires_in, user=self.user or user)


@dataclass(frozen=True, slots=True)
class SessionInfo(_Model):
    """One logged-in device (`GET /auth/sessions`)."""

    id: str
    device_name: str | None = None
    place: str | None = None
    created_at: datetime = EPOCH
    last_used_at: datetime | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class LastMessage(_Model):
    """Where a channel's newest message is."""

    id: str
    seq: int
    at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Channel(_Model):
    """A channel, thread or DM. `head` is the position its stream has been delivered up to."""

    id: str
    type: str = "text"
    name: str | None = None
    community_id: str | None = None
    topic: str | None = None
    parent_id: str | None = None
    circle_id: str | None = None
    position: int = 0
    slow_mode_s: int = 0
    encrypted: bool = False
    head: int = 0
    last_message: LastMessage | None = None


@dataclass(frozen=True, slots=True)
class Community(_Model):
    """A community; `channels` is filled where the answer carries them (creation)."""

    id: str
    name: str
    owner_id: str = ""
    description: str | None = None
    visibility: str = "private"
    member_count: int = 0
    created_at: datetime = EPOCH
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Invite(_Model):
    """An invite. `max_uses` 0 means any number; `expires_at` None means never."""

    code: str
    uses: int = 0
    max_uses: int = 0
    expires_at: datetime | None = None
    inviter_id: str | None = None
    community_id: str | None = None
    community: Community | None = None


@dataclass(frozen=True, slots=True)
class Member(_Model):
    """Somebody's membership of one community."""

    user_id: str = ""
    community_id: str | None = None
    nick: str | None = None
    roles: tuple[str, ...] = ()
    joined_at: datetime = EPOCH
    timeout_until: datetime | None = None
    user: User | None = None

    @property
    def id(self) -> str:
        """The user's id, whether the answer embedded the user or only named it."""
        return self.user_id or (self.user.id if self.user else "")


@dataclass(frozen=True, slots=True)
class Joined(_Model):
    """The answer to accepting an invite."""

    community_id: str
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Reaction(_Model):
    """How often one emoji was put on a message, and whether by oneself."""

    emoji: str
    count: int = 0
    me: bool = False


@dataclass(frozen=True, slots=True)
class Message(_Model):
    """A message. `seq` orders it in its channel; seqs grow but are not consecutive."""

    id: str
    channel_id: str
    seq: int
    author_id: str = ""
    type: str = "default"
    content: str | None = None
    ciphertext: str | None = None
    nonce: str | None = None
    reply_to: tuple[str, ...] = ()
    mentions: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Any, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    pinned: bool = False
    edited_at: datetime | None = None
    expires_at: datetime | None = None
    created_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class ReadState(_Model):
    """How far one has read a channel. `unread` is exact to 99; 100 means 100 or more."""

    channel_id: str
    seq: int
    unread: int = 0
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Event(_Model):
    """One event of a stream: `t` names the type, `d` is the resource as HTTP shows it.

    `stream` and `from_snapshot` are the SDK's: the latter marks a message that was read from the
    history because the log no longer reached back to the cursor.
    """

    t: str
    sq: int
    id: str = ""
    ts: datetime = EPOCH
    d: dict[str, Any] = field(default_factory=dict)
    stream: str = ""
    from_snapshot: bool = False

    @property
    def message(self) -> Message:
        """`d` as a message, for MESSAGE_CREATE and MESSAGE_UPDATE."""
        return Message.read(self.d)


@dataclass(frozen=True, slots=True)
class EventsPage(_Model):
    """Events of a stream: complete up to `to`; a cursor below `floor` needs a snapshot."""

    data: tuple[Event, ...] = ()
    to: int = 0
    head: int = 0
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Ticket(_Model):
    """A single-use permission to open one socket within `expires_in` seconds."""

    ticket: str = field(repr=False)
    url: str
    expires_in: int = 30


@dataclass(frozen=True, slots=True)
class Ack(_Model):
    """The server stored the message with this nonce."""

    nonce: str
    id: str
    seq: int
