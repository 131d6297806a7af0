"""Rows of the messages table that are about DMs, groups and the people in them.

pk              sk          kind
S#h:<dmc>       DM          Direct  a DM or group; beside it is the stream it is the channel of
S#h:<dmc>       TO#<user>   Person  somebody in it, who hears the stream unless they ignore it
DMS#<user>      <dmc>       Seat    everything that somebody is in
PAIR#<user>     <user>      Pair    the one DM of two people, the lower id first
TIE#<user>      <other>     Tie     what somebody else is to a user: users' word, copied by events

``commons.direct`` reads the first three for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from commons.clock import now, now_s
from commons.db import Record
from commons.direct import OPEN

from .models import StreamRow

if TYPE_CHECKING:
    from commons.contracts.users import RelationshipChanged

#: A tie that is over stays until no older event of it can come.
MEMORY_S = 30 * 86_400


class Direct(Record):
    """A DM or group. Each change of who is in it, and of what they are in it, raises ``v``."""

    prefix = "S#"

    type = UnicodeAttribute()
    v = NumberAttribute(default=1)
    members = NumberAttribute(default=0)
    created_at = UnicodeAttribute(default=now)
    name = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    pending = UnicodeAttribute(null=True)
    """Who of the two has not accepted the other's request; with ``asked``, how often they wrote."""
    asked = NumberAttribute(default=0)
    blocks = UnicodeSetAttribute(null=True)
    """Who of the two blocks the other."""

    @property
    def channel_id(self) -> str:
        """Its id."""
        return self.pk.removeprefix("S#h:")

    @classmethod
    def of(cls, channel_id: str, **values: Any) -> Self:
        """A row to be created or changed."""
        return cls(StreamRow.key(channel_id), "DM", **values)

    @classmethod
    def load(cls, channel_id: str) -> Self:
        """Read it. Raises NotFound."""
        return cls.load_row(StreamRow.key(channel_id), "DM")

    def changed(self, *actions: Action) -> dict[str, Any]:
        """The write that makes these changes of what was read, unless there was another since."""
        same = Direct.v == self.v
        more = [*actions, Direct.v.add(1)]
        return {"Update": self.get_update_kwargs_from_instance(more, same)}


class Person(Record):
    """Somebody in a DM or group."""

    prefix = "S#"

    role = UnicodeAttribute(default="member")
    state = UnicodeAttribute(default=OPEN)
    since = UnicodeAttribute(default=now)

    @property
    def user_id(self) -> str:
        """Who."""
        return self.sk.removeprefix("TO#")

    @classmethod
    def of(cls, channel_id: str, user_id: str, **values: Any) -> Self:
        """A row to be created, changed or deleted."""
        return cls(StreamRow.key(channel_id), f"TO#{user_id}", **values)

    @classmethod
    def find(cls, channel_id: str, user_id: str) -> Self | None:
        """Somebody, if they are in it."""
        return cls.find_row(StreamRow.key(channel_id), f"TO#{user_id}")

    @classmethod
    def list(cls, channel_id: str) -> Sequence[Self]:
        """Everybody in it."""
        pk = StreamRow.key(channel_id)
        return [*cls.query(pk, cls.sk.startswith("TO#"), consistent_read=True)]

    def answers(self, state: str) -> dict[str, Any]:
        """The write by which they accept or ignore it, if they had not answered otherwise."""
        unanswered = Person.state == self.state
        self.state = state
        return {
            "Update": self.get_update_kwargs_from_instance([Person.state.set(state)], unanswered)
        }

    def seat(self, type_: str, **more: Any) -> Seat:
        """The row of it among all that they are in."""
        channel_id = self.pk.removeprefix("S#h:")
        return Seat.of(self.user_id, channel_id, type=type_, state=self.state, **more)


class Seat(Record):
    """One of the DMs and groups that somebody is in."""

    prefix = "DMS#"

    type = UnicodeAttribute()
    state = UnicodeAttribute(default=OPEN)
    asks = UnicodeAttribute(null=True)
    """Whom its user asked by this, until they accept."""

    @property
    def channel_id(self) -> str:
        """Which it is."""
        return self.sk

    @classmethod
    def of(cls, user_id: str, channel_id: str, **values: Any) -> Self:
        """A row to be created, changed or deleted."""
        return cls(f"DMS#{user_id}", channel_id, **values)

    @classmethod
    def asked(cls, user_id: str, most: int) -> int:
        """How many requests of somebody are not accepted; no more than ``most`` are counted."""
        waiting: Condition = cls.asks.exists()
        pk = f"DMS#{user_id}"
        found = cls.query(pk, filter_condition=waiting, limit=most, consistent_read=True)
        return sum(1 for _ in found)


class Pair(Record):
    """The one DM of two people: who is first to write this row has made it."""

    prefix = "PAIR#"

    channel_id = UnicodeAttribute()

    @classmethod
    def of(cls, one: str, other: str, **values: Any) -> Self:
        """The row of two people, whichever is named first."""
        low, high = sorted((one, other))
        return cls(f"PAIR#{low}", high, **values)

    @classmethod
    def find(cls, one: str, other: str) -> Self | None:
        """The DM of two people, if they have one."""
        wanted = cls.of(one, other)
        return cls.find_row(wanted.pk, wanted.sk)


class Tie(Record):
    """What somebody else is to a user."""

    prefix = "TIE#"

    relation = UnicodeAttribute(default="none")
    revision = NumberAttribute(default=0)

    @classmethod
    def of(cls, user_id: str, other_id: str) -> Self:
        """The tie of two of whom nothing is known."""
        return cls(f"TIE#{user_id}", other_id)

    @classmethod
    def told(cls, event: RelationshipChanged) -> Self:
        """The tie as an event says it is."""
        over = event.relation == "none"
        return cls(
            f"TIE#{event.user_id}",
            event.other_id,
            relation=event.relation,
            revision=event.revision,
            ttl=now_s() + MEMORY_S if over else None,
        )

    @classmethod
    def both(cls, user_id: str, others: Iterable[str]) -> dict[str, tuple[Self, Self]]:
        """By each of the others: what they are to the user, and the user to them."""
        pairs = {one: (cls.of(user_id, one), cls.of(one, user_id)) for one in others}
        rows = [row for pair in pairs.values() for row in pair]
        found = {(r.pk, r.sk): r for r in cls.find_rows((row.pk, row.sk) for row in rows)}
        return {
            one: (found.get((mine.pk, mine.sk), mine), found.get((theirs.pk, theirs.sk), theirs))
            for one, (mine, theirs) in pairs.items()
        }

    @property
    def unchanged(self) -> Condition:
        """That it is as it was read."""
        return Tie.revision == self.revision if self.revision else Tie.pk.does_not_exist()


def seats_of_gone(rows: Iterator[StreamRow]) -> Iterator[Record]:
    """Rows of a stream that goes; with those of who was in it, their seats go."""
    for row in rows:
        yield row
        if row.sk.startswith("TO#"):
            yield Seat.of(row.sk.removeprefix("TO#"), row.pk.removeprefix("S#h:"))
