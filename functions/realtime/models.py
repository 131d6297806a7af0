"""The realtime table.

pk             sk            kind
T#<hash>       T             Ticket       single use, 30 seconds
C#<connection> C             Connection   one open socket; ``commons.frames`` counts its frames
U#<user>       <connection>  UserSocket   the sockets of a user
P#             <connection>  Pending      sockets that have not identified themselves
F#<stream>     <connection>  Focus        who is looking at a stream
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from commons.access import Version
from commons.clock import now_ms, now_s
from commons.db import Record
from commons.errors import NotFound

#: API Gateway closes a socket after two hours; its rows go later, even if the clock of the
#: function that wrote them was an hour behind.
SOCKET_LIFE_S = 3 * 3600 + 300


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

    @property
    def connection_id(self) -> str:
        """API Gateway's id of the socket."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, connection_id: str, **values: Any) -> Self:
        """A socket to be created, changed or deleted."""
        return cls(f"C#{connection_id}", "C", **values)

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


class Focus(Record):
    """Somebody is looking at a stream, admitted under an access version."""

    prefix = "F#"

    user_id = UnicodeAttribute()
    v = NumberAttribute()
    m = NumberAttribute()
    until_s = NumberAttribute(null=True)
    """The second from which the admission holds no more: a role of theirs ends then."""

    @property
    def connection_id(self) -> str:
        """The socket that looks."""
        return self.sk

    @property
    def version(self) -> Version:
        """What the viewer was admitted under."""
        return Version(int(self.v), int(self.m))

    def holds(self, newest: Version, at_s: int) -> bool:
        """Whether the admission covers what was written under a version, at a second."""
        lasting = self.until_s is None or self.until_s > at_s
        return self.v >= newest.v and self.m >= newest.m and lasting

    @classmethod
    def of(cls, stream: str, connection_id: str, **values: Any) -> Self:
        """A viewer to be added or removed."""
        return cls(f"F#{stream}", connection_id, **values)

    def admit_again(self, version: Version, until_s: int | None) -> bool:
        """Remember what the viewer was checked under now; False when they have looked away."""
        checked = [
            Focus.v.set(version.v),
            Focus.m.set(version.m),
            Focus.until_s.remove() if until_s is None else Focus.until_s.set(until_s),
        ]
        try:
            self.change(checked, Focus.pk.exists(), refused=NotFound)
        except NotFound:
            return False
        return True

    @classmethod
    def list(cls, stream: str) -> list[Self]:
        """Who is looking at a stream, read consistently."""
        return list(cls.query(f"F#{stream}", consistent_read=True))
