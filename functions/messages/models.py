"""What the messages table holds beside streams, and a stream's rows as far as deleting must know.

pk              sk                     kind
S#h:<channel>   any                    StreamRow    ``commons.streams`` says which there are, and:
S#h:<channel>   E#<seq>#<emoji>#<user> Reacted      somebody's reaction to the message at a position
S#h:<channel>   U#<user>#<seq>         Given        the emojis that somebody gave to that message
S#h:<channel>   PINS                   Pins         the pinned messages of the channel
S#h:<channel>   W#<user>               Pace         when somebody wrote last, in slow mode
                                       (DMs and groups: ``dms``)
GONE#           <channel>              Gone         a channel whose stream is being deleted
GONE#MESSAGE    <channel>#<seq>        GoneMessage  a deleted message whose reactions are left
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import size
from pynamodb.expressions.update import Action

from commons.access import Standing
from commons.clock import now
from commons.db import Record
from commons.streams import channel_stream


class StreamRow(Record):
    """Any row of a channel's stream."""

    prefix = "S#"

    @staticmethod
    def key(channel_id: str) -> str:
        """The partition of a channel's stream."""
        return f"S#{channel_stream(channel_id)}"

    @classmethod
    def of(cls, channel_id: str) -> Iterator[Self]:
        """Rows of a channel's stream, read as they are taken."""
        return cls.query(cls.key(channel_id), consistent_read=True, attributes_to_get=["pk", "sk"])


class Reacted(Record):
    """One emoji that somebody gave to a message."""

    prefix = "S#"

    created_at = UnicodeAttribute(default=now)

    @property
    def user_id(self) -> str:
        """Who gave it."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def now(cls, standing: Standing, seq: int, emoji: str) -> Self:
        """A reaction that is given now."""
        sk = f"{cls.beginning(seq, emoji)}{standing.user_id}"
        return cls(StreamRow.key(str(standing.channel_id)), sk)

    @classmethod
    def beginning(cls, seq: int, emoji: str) -> str:
        """What the keys of all of one emoji begin with."""
        return f"{cls.of_message(seq)}{emoji}#"

    @staticmethod
    def of_message(seq: int) -> str:
        """What the keys of all of one message begin with."""
        return f"E#{seq:012d}#"


class Given(Record):
    """The emojis that somebody gave to one message; where there are none there is no row."""

    prefix = "S#"

    emojis = UnicodeSetAttribute(null=True)

    @property
    def all(self) -> set[str]:
        """Which."""
        return set(self.emojis or ())

    @property
    def seq(self) -> int:
        """The message's position."""
        return int(self.sk.rpartition("#")[2])

    def with_(self, emoji: str) -> Self:
        """With one more."""
        return type(self)(self.pk, self.sk, emojis=self.all | {emoji})

    def without(self, emoji: str) -> Self:
        """With one less."""
        return type(self)(self.pk, self.sk, emojis=self.all - {emoji})

    @classmethod
    def of(cls, channel_id: str, user_id: str, seq: int) -> Self:
        """The row of one message and one user."""
        return cls(StreamRow.key(channel_id), f"U#{user_id}#{seq:012d}")

    @classmethod
    def find(cls, standing: Standing, seq: int) -> Self:
        """What somebody gave to a message."""
        row = cls.of(str(standing.channel_id), standing.user_id, seq)
        return cls.find_row(row.pk, row.sk) or row

    @classmethod
    def find_all(cls, channel_id: str, user_id: str, seqs: Iterable[int]) -> dict[int, set[str]]:
        """What somebody gave to some messages of a channel, by position."""
        rows = (cls.of(channel_id, user_id, seq) for seq in seqs)
        return {row.seq: row.all for row in cls.find_rows((row.pk, row.sk) for row in rows)}


class Pins(Record):
    """The pinned messages of a channel, in one row: so there are never more than there may be."""

    prefix = "S#"

    pins = UnicodeSetAttribute(null=True)
    """``<when, 13 digits of milliseconds>#<position>``"""

    @property
    def newest_first(self) -> list[tuple[int, int]]:
        """The negative of when, and the position: in ascending order."""
        pairs = (one.split("#") for one in self.pins or ())
        return sorted((-int(at), int(seq)) for at, seq in pairs)

    @classmethod
    def of(cls, channel_id: str) -> Self:
        """A channel's row."""
        return cls(StreamRow.key(channel_id), "PINS")

    @classmethod
    def find(cls, channel_id: str) -> Self:
        """A channel's pins."""
        row = cls.of(channel_id)
        return cls.find_row(row.pk, row.sk) or row

    def more(self, at: int, seq: int, most: int) -> dict[str, Any]:
        """The update that adds one unless there are ``most``."""
        count: Any = size("pins")  # type: ignore[no-untyped-call]
        room = Pins.pins.does_not_exist() | (count < int(most))
        return self.get_update_kwargs_from_instance([Pins.pins.add({_pin(at, seq)})], room)

    def less(self, pins: Iterable[tuple[int, int]]) -> dict[str, Any]:
        """The update that takes some away: when they were pinned, and their positions."""
        gone = {_pin(at, seq) for at, seq in pins}
        return self.get_update_kwargs_from_instance([Pins.pins.delete(gone)])


def _pin(at: int, seq: int) -> str:
    return f"{at:013d}#{seq:012d}"


class Pace(Record):
    """When somebody wrote last in a channel in slow mode; elsewhere nobody has a row."""

    prefix = "S#"

    at = NumberAttribute(default=0)
    """Milliseconds since the epoch."""

    @classmethod
    def of(cls, channel_id: str, user_id: str) -> Self:
        """The row of one writer."""
        return cls(StreamRow.key(channel_id), f"W#{user_id}")

    @classmethod
    def last(cls, channel_id: str, user_id: str) -> int:
        """When somebody wrote last; long ago when they never did."""
        row = cls.of(channel_id, user_id)
        found = cls.find_row(row.pk, row.sk)
        return int(found.at) if found else 0

    def now(self, at: int, wait_ms: int, life_s: int) -> dict[str, Any]:
        """The update that says they write now, unless they wrote less than ``wait_ms`` ago."""
        waited = Pace.at.does_not_exist() | (Pace.at <= at - wait_ms)
        change: list[Action] = [Pace.at.set(at), Pace.ttl.set(at // 1000 + life_s)]
        return self.get_update_kwargs_from_instance(change, waited)


class Gone(Record):
    """A channel that was deleted, until nothing of it is left and nothing can come after."""

    prefix = "GONE#"

    since_s = NumberAttribute()

    @property
    def channel_id(self) -> str:
        """Which channel."""
        return self.sk

    @classmethod
    def since(cls, channel_id: str, at_ms: int) -> Self:
        """It is gone since that moment, however often one is told."""
        return cls("GONE#", channel_id, since_s=at_ms // 1000)

    @classmethod
    def list(cls) -> list[Self]:
        """Every channel that is not done."""
        return list(cls.query("GONE#", consistent_read=True))


class GoneMessage(Record):
    """A message that was deleted, until nobody's reaction to it or vote in it is left."""

    prefix = "GONE#"

    @classmethod
    def of(cls, channel_id: str, seq: int) -> Self:
        """The note of one message."""
        return cls("GONE#MESSAGE", f"{channel_id}#{seq:012d}")

    @classmethod
    def all(cls) -> Iterator[Self]:
        """Every message that is not done, read as they are taken."""
        return cls.query("GONE#MESSAGE", consistent_read=True)

    def reactions(self) -> Iterator[tuple[Reacted, Given]]:
        """Each of its reactions, and the row of what its giver gave."""
        channel_id, _, seq = self.sk.partition("#")
        beginning = Reacted.sk.startswith(Reacted.of_message(int(seq)))
        for row in Reacted.query(StreamRow.key(channel_id), beginning, consistent_read=True):
            yield row, Given.of(channel_id, row.user_id, int(seq))

    def votes(self) -> Iterator[StreamRow]:
        """What was voted in its poll, and how often."""
        channel_id, _, seq = self.sk.partition("#")
        for kind in ("V", "P"):
            of_poll = StreamRow.sk.startswith(f"{kind}#{int(seq):012d}#")
            yield from StreamRow.query(StreamRow.key(channel_id), of_poll, consistent_read=True)
