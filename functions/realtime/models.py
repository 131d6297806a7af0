"""The realtime table.

pk             sk            kind
T#<hash>       T             Ticket       single use, 30 seconds
C#<connection> C             Connection   one open socket; ``commons.frames`` counts its frames
U#<user>       <connection>  UserSocket   the sockets of a user
P#             <connection>  Pending      sockets that have not identified themselves
F#<stream>     <connection>  Focus        who is looking at a stream
O#<community>  <connection>  Online       who is there, wherever they look
Y#<user>       Y             Presence     what they show of themselves, and their open sockets
W#<community>  <connection>  Window       whose presence a socket shows
D#<minute>     <connection>  Due          sockets by the minute in which they opened
N#<place>      N             News         how far a community or a thread has been told of elsewhere
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, Self

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.exceptions import DeleteError

from commons.access import Version
from commons.clock import now_ms, now_s
from commons.db import Record
from commons.errors import NotFound
from commons.streams import channel_stream, community_stream

#: API Gateway closes a socket after two hours; its rows go later, even if the clock of the
#: function that wrote them was an hour behind.
SOCKET_LIFE_S = 3 * 3600 + 300


def streams_of(channel_ids: Iterable[str], community_ids: Iterable[str]) -> list[str]:
    """The streams of channels and of communities."""
    return [*map(channel_stream, channel_ids), *map(community_stream, community_ids)]


class Admission(NamedTuple):
    """What somebody was let in to a stream under (``admitting``)."""

    version: Version
    held: int | None = None
    until: int | None = None

    def stored(self) -> dict[str, int | None]:
        """What a ``Focus`` keeps of it."""
        version = self.version
        return {"v": version.v, "m": version.m, "held": self.held, "until": self.until}


class Ticket(Record):
    """The right to open one socket."""

    prefix = "T#"

    user_id = UnicodeAttribute()
    session_id = UnicodeAttribute()

    @classmethod
    def of(cls, secret: str, **values: Any) -> Self:
        """The ticket of a secret; only its hash is stored."""
        return cls(f"T#{hashlib.sha256(secret.encode()).hexdigest()}", "T", **values)


class Connection(Record):
    """One open socket: whose it is, how many frames it sent this minute, what it looks at."""

    prefix = "C#"

    user_id = UnicodeAttribute()
    session_id = UnicodeAttribute()
    identified = BooleanAttribute(default=False)
    frames = NumberAttribute(default=0)
    minute = NumberAttribute(default=0)
    opened_at_ms = NumberAttribute(default=0)
    focus: ListAttribute[str] = ListAttribute(default=list)
    communities: ListAttribute[str] = ListAttribute(default=list)
    """Those that the channels it looks at are in, or were when it began."""
    online: ListAttribute[str] = ListAttribute(default=list)
    """The communities in which it is listed as online."""
    window = UnicodeAttribute(null=True)
    """The community of which it shows members."""

    @property
    def connection_id(self) -> str:
        """API Gateway's id of the socket."""
        return self.pk.removeprefix(self.prefix)

    @property
    def streams(self) -> list[str]:
        """What it follows."""
        return streams_of(self.focus or (), self.communities or ())

    @classmethod
    def of(cls, connection_id: str, **values: Any) -> Self:
        """A socket to be created, changed or deleted."""
        return cls(f"C#{connection_id}", "C", **values)

    @classmethod
    def find_all(cls, connection_ids: Iterable[str]) -> Iterator[Self]:
        """Those of the sockets that are open."""
        return cls.find_rows((f"C#{connection_id}", "C") for connection_id in connection_ids)

    @classmethod
    def find(cls, connection_id: str) -> Self | None:
        """The socket, if it is open."""
        return cls.find_row(f"C#{connection_id}", "C")

    @classmethod
    def new(cls, connection_id: str, ticket: Ticket) -> Self:
        """A socket to be created."""
        return cls.of(
            connection_id,
            user_id=ticket.user_id,
            session_id=ticket.session_id,
            opened_at_ms=now_ms(),
            ttl=now_s() + SOCKET_LIFE_S,
        )


class UserSocket(Record):
    """One socket in the list of its user's."""

    prefix = "U#"

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """The entry to be created or deleted."""
        return cls(f"U#{connection.user_id}", connection.connection_id, ttl=connection.ttl)

    @classmethod
    def list(cls, user_id: str) -> list[str]:
        """The connection ids of a user's sockets."""
        return [row.sk for row in cls.query(f"U#{user_id}", consistent_read=True)]


class Pending(Record):
    """A socket that has not identified itself."""

    prefix = "P#"

    since_s = NumberAttribute()

    @classmethod
    def of(cls, connection_id: str) -> Self:
        """The entry to be created or deleted."""
        return cls("P#", connection_id, since_s=now_s(), ttl=now_s() + SOCKET_LIFE_S)

    @classmethod
    def older_than(cls, seconds: int) -> Iterable[Self]:
        """Sockets that have been silent for so long."""
        return cls.query("P#", filter_condition=cls.since_s <= now_s() - seconds)


class Due(Record):
    """A socket that is to be replaced before the gateway ends it. Nobody deletes it: it expires."""

    prefix = "D#"

    @property
    def connection_id(self) -> str:
        """The socket."""
        return self.sk

    @classmethod
    def of(cls, connection_id: str, opened_at_ms: int) -> Self:
        """The entry to be created."""
        minute = opened_at_ms // 60_000
        return cls(f"D#{minute}", connection_id, ttl=now_s() + SOCKET_LIFE_S)

    @classmethod
    def opened_in(cls, minute: int) -> list[str]:
        """The connection ids of those that opened in a minute since the epoch."""
        return [row.sk for row in cls.query(f"D#{minute}")]


class Focus(Record):
    """Somebody is looking at a stream, admitted under an access version.

    One of these is at most 136 bytes, so that thirty viewers are read with one unit.
    """

    prefix = "F#"

    user_id = UnicodeAttribute()
    v = NumberAttribute()
    m = NumberAttribute()
    held = NumberAttribute(null=True)
    """Of a community's stream: the permission bits in the community, as of the version."""
    until = NumberAttribute(null=True)
    """The second at which the clock alone changes what they may do."""

    @property
    def connection_id(self) -> str:
        """The socket that looks."""
        return self.sk

    @property
    def version(self) -> Version:
        """What the viewer was admitted under."""
        return Version(int(self.v), int(self.m))

    @classmethod
    def of(cls, stream: str, connection_id: str, **values: Any) -> Self:
        """A viewer to be added or removed."""
        return cls(f"F#{stream}", connection_id, **values)

    def is_of(self, version: Version, now: int) -> bool:
        """Whether they were admitted under this version or a newer one, and that still holds."""
        lasts = self.until is None or self.until > now
        return lasts and self.v >= version.v and self.m >= version.m

    def admit_again(self, admission: Admission) -> bool:
        """Remember what the viewer was checked under now; False when they have looked away."""
        checked = [
            getattr(Focus, name).remove() if value is None else getattr(Focus, name).set(value)
            for name, value in admission.stored().items()
        ]
        try:
            self.change(checked, Focus.pk.exists(), refused=NotFound)
        except NotFound:
            return False
        return True

    def end(self) -> None:
        """They may look no more; whoever looks anew meanwhile goes on."""
        same = (Focus.v == self.v) & (Focus.m == self.m)
        with suppress(DeleteError):
            self.delete(same)

    @classmethod
    def list(cls, stream: str) -> list[Self]:
        """Who is looking at a stream, read consistently, by connection id."""
        return list(cls.query(f"F#{stream}", consistent_read=True))

    @classmethod
    def between(cls, stream: str, low: str, high: str) -> Iterable[Self]:
        """Those whose connection ids lie between these, both included."""
        return cls.query(f"F#{stream}", cls.sk.between(low, high), consistent_read=True)


class Online(Record):
    """A socket that has identified itself, in one of its user's communities."""

    prefix = "O#"

    user_id = UnicodeAttribute()

    @property
    def connection_id(self) -> str:
        """The socket."""
        return self.sk

    @classmethod
    def of(cls, community_id: str, connection_id: str, **values: Any) -> Self:
        """An entry to be added or removed."""
        return cls(f"O#{community_id}", connection_id, **values)

    @classmethod
    def list(cls, community_id: str) -> list[Self]:
        """Who is there, read consistently."""
        return list(cls.query(f"O#{community_id}", consistent_read=True))


class News(Record):
    """Until when those online have been told of a community, or of a thread."""

    prefix = "N#"

    at = NumberAttribute()
    """Milliseconds since the epoch."""

    @classmethod
    def told_until(cls, place_id: str) -> int:
        """The moment; 0 when nobody has been told lately."""
        found = cls.find_row(f"N#{place_id}", "N")
        return int(found.at) if found else 0

    @classmethod
    def tell_until(cls, place_id: str, at_ms: int) -> None:
        """Everything that was delivered up to this moment has been told."""
        cls(f"N#{place_id}", "N", at=at_ms, ttl=now_s() + SOCKET_LIFE_S).save()


class Presence(Record):
    """What somebody shows of themselves, on all their devices.

    Sets grow and shrink without being read: devices that come and go at once lose nothing.
    """

    prefix = "Y#"

    status = UnicodeAttribute(default="online")
    """What was chosen for all devices: `online`, `dnd` or `invisible`."""
    text = UnicodeAttribute(null=True)
    emoji = UnicodeAttribute(null=True)
    until_s = NumberAttribute(null=True)
    """When text and emoji are over."""
    sockets = UnicodeSetAttribute(default=set)
    """`<second it must be gone>|<session>|<connection>` of each."""
    idle = UnicodeSetAttribute(default=set)
    """The sessions whose device nobody uses just now."""

    @property
    def user_id(self) -> str:
        """Whose it is."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, user_id: str, **values: Any) -> Self:
        """A row to be created or changed."""
        return cls(f"Y#{user_id}", "Y", **values)

    @classmethod
    def find(cls, user_id: str) -> Self:
        """The row; of who never came, an empty one."""
        return cls.find_row(f"Y#{user_id}", "Y") or cls.of(user_id)

    @classmethod
    def find_all(cls, user_ids: Iterable[str]) -> Iterator[Self]:
        """Those of the rows that there are."""
        return cls.find_rows((f"Y#{user_id}", "Y") for user_id in user_ids)


class Window(Record):
    """The members of a community whose presence a socket shows: at most a hundred."""

    prefix = "W#"
    #: Whoever forgets a socket tells those who show its user.
    verbs = ("PutItem", "DeleteItem", "Query")

    users: ListAttribute[str] = ListAttribute(default=list)

    @property
    def connection_id(self) -> str:
        """The socket."""
        return self.sk

    @classmethod
    def of(cls, community_id: str, connection_id: str, **values: Any) -> Self:
        """A window to be opened or closed."""
        return cls(f"W#{community_id}", connection_id, **values)

    @classmethod
    def showing(cls, community_id: str, user_id: str) -> Iterator[str]:
        """The connection ids of the sockets that show somebody."""
        for one in cls.query(f"W#{community_id}"):
            if user_id in one.users:
                yield one.connection_id
