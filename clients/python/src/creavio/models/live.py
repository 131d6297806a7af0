"""What the gateway and the event streams carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from creavio.models.base import EPOCH, Model
from creavio.models.calendar import CalendarEvent
from creavio.models.circles import Circle
from creavio.models.communities import Ban, Community, Invite, Member
from creavio.models.messages import Channel, Message
from creavio.models.people import Relationship
from creavio.models.roles import Role

type Resource = (
    Message
    | Community
    | Channel
    | Circle
    | Role
    | Member
    | Ban
    | Invite
    | CalendarEvent
    | Relationship
)
TELLS_ALL = {"CREATE", "UPDATE", "ADD"}
#: By the first word of an event's type.
RESOURCES: Mapping[str, type[Resource]] = {
    "MESSAGE": Message,
    "COMMUNITY": Community,
    "CHANNEL": Channel,
    "CIRCLE": Circle,
    "ROLE": Role,
    "MEMBER": Member,
    "BAN": Ban,
    "INVITE": Invite,
    "EVENT": CalendarEvent,
    "DM": Channel,
    "RELATIONSHIP": Relationship,
}


@dataclass(frozen=True, slots=True)
class Event(Model):
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

    @property
    def resource(self) -> Resource | None:
        """`d` as what it is: a channel, a role, a member, …; None of what only names something.

        Of the CREATE, UPDATE and ADD of a message and of each thing in a community.
        """
        kind, _, happened = self.t.partition("_")
        model = RESOURCES.get(kind)
        if model is None or happened not in TELLS_ALL:
            return None
        return model.read(self.d)

    @property
    def community_id(self) -> str | None:
        """The community whose stream this is of; None for messages and what is one's own."""
        kind, _, subject = self.stream.partition(":")
        return subject if kind == "c" else None


@dataclass(frozen=True, slots=True)
class EventsPage(Model):
    """Events of a stream: complete up to `to`; a cursor below `floor` needs a snapshot."""

    data: tuple[Event, ...] = ()
    to: int = 0
    head: int = 0
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Ticket(Model):
    """A single-use permission to open one socket within `expires_in` seconds."""

    ticket: str = field(repr=False)
    url: str
    expires_in: int = 30


@dataclass(frozen=True, slots=True)
class Ack(Model):
    """The server stored the message with this nonce."""

    nonce: str
    id: str
    seq: int
