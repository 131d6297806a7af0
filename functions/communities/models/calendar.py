"""Calendar events: what they are, when, who comes, and the secret addresses of feeds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from commons.clock import now, now_s
from commons.db import Record
from commons.ids import CALENDAR_EVENT, new_id
from commons.recurrence import Occurrence, Times

from ..rules.calendar import DAY_S, MAX_EVENT_DAYS

#: Stands for the date of what happens once: its answers stay when it is moved.
ONCE = "once"
#: When a series without an end is over.
NEVER_S = 10**12 - 1


class Timed(Record):
    """A row that knows when its event happens."""

    prefix = ""

    starts_s = NumberAttribute()
    ends_s = NumberAttribute()
    time_zone = UnicodeAttribute()
    recurrence = UnicodeAttribute(null=True)
    exceptions: ListAttribute[str] = ListAttribute(default=list)
    over_s = NumberAttribute()
    """When the last occurrence ends."""
    channel_id = UnicodeAttribute(null=True)

    @property
    def event_id(self) -> str:
        """Whose times these are."""
        return self.sk.rpartition("#")[2]

    @property
    def community_id(self) -> str:
        """Where it belongs."""
        return self.pk.partition("#")[2]

    @property
    def times(self) -> Times:
        """When it happens."""
        over, lasts = int(self.over_s), int(self.ends_s - self.starts_s)
        return Times(
            int(self.starts_s),
            int(self.ends_s),
            self.time_zone,
            self.recurrence,
            frozenset(self.exceptions),
            None if over == NEVER_S else over - lasts,
        )

    def is_over(self) -> bool:
        """Whether the last occurrence has ended."""
        return bool(self.over_s <= now_s())

    def day_of(self, occurrence: Occurrence) -> str:
        """What its answers are kept under."""
        return occurrence.date if self.recurrence else ONCE


class CalendarEvent(Timed):
    """An event of a community."""

    prefix = "COM#"

    creator_id = UnicodeAttribute()
    title = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    location = UnicodeAttribute(null=True)
    capacity = NumberAttribute(null=True)
    remind_min = NumberAttribute(null=True)
    reminded_s = NumberAttribute(default=0)
    """When the last occurrence begins that people were reminded of."""
    cancelled = BooleanAttribute(default=False)
    revision = NumberAttribute(default=1)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()

    @classmethod
    def new(cls, community_id: str, **values: Any) -> Self:
        """An event to be created; ``planned`` says when it is over."""
        sk, at = f"CEV#{new_id(CALENDAR_EVENT)}", now()
        return cls(f"COM#{community_id}", sk, created_at=at, updated_at=at, **values)

    @classmethod
    def find(cls, community_id: str, event_id: str) -> Self | None:
        """The event, or None."""
        return cls.find_row(f"COM#{community_id}", f"CEV#{event_id}")

    @classmethod
    def load(cls, community_id: str, event_id: str) -> Self:
        """The event, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"CEV#{event_id}")

    @classmethod
    def by_id(cls, community_id: str, event_ids: Iterable[str]) -> dict[str, Self]:
        """Those of the events that exist."""
        found = cls.find_rows((f"COM#{community_id}", f"CEV#{one}") for one in event_ids)
        return {event.event_id: event for event in found}

    def unchanged(self) -> Condition:
        """Nobody has edited it since it was read."""
        same: Condition = type(self).revision == self.revision
        return same


class Calendar(Record):
    """Counts the changes of a community's calendar, so that its limit is exact."""

    prefix = "CAL#"

    v = NumberAttribute(default=0)

    @classmethod
    def read(cls, community_id: str) -> Self:
        """The count as it is; of a community without events, one to be created."""
        key = f"CAL#{community_id}", "CAL"
        return cls.find_row(*key) or cls(*key)

    def unchanged(self) -> Condition:
        """Nobody has changed the calendar since it was read."""
        v = type(self).v
        same: Condition = v == self.v if self.v else v.does_not_exist()
        return same


class Planned(Timed):
    """An event in its community's calendar, by when it is over."""

    prefix = "CAL#"

    @classmethod
    def of(cls, event: CalendarEvent) -> Self:
        """The entry, to be created or deleted."""
        kind = "S" if event.recurrence else "O"
        return cls(
            f"CAL#{event.community_id}",
            f"{kind}#{_padded(int(event.over_s))}#{event.event_id}",
            **{name: getattr(event, name) for name in Timed.get_attributes() if name not in KEYS},
        )

    @classmethod
    def between(cls, community_id: str, begin_s: int, end_s: int) -> Iterator[Self]:
        """All that may happen between two seconds, and some that do not."""
        pk, begin = f"CAL#{community_id}", _padded(begin_s)
        last = _padded(end_s + MAX_EVENT_DAYS * DAY_S)
        for first, end in ((f"O#{begin}", f"O#{last}"), (f"S#{begin}", "S$")):
            yield from cls.query(pk, cls.sk.between(first, end), consistent_read=True)

    @classmethod
    def upcoming(cls, community_id: str) -> int:
        """How many are not over."""
        pk, begin = f"CAL#{community_id}", _padded(now_s())
        return sum(
            cls.count(pk, cls.sk.between(f"{kind}#{begin}", f"{kind}$"), consistent_read=True)
            for kind in "OS"
        )


class Seats(Record):
    """How many come to one occurrence; ``n`` counts every change of an answer."""

    prefix = "CEV#"

    going = NumberAttribute(default=0)
    maybe = NumberAttribute(default=0)
    n = NumberAttribute(default=0)

    @classmethod
    def read(cls, event_id: str, day: str) -> Self:
        """The count as it is; nobody where nobody has answered."""
        key = f"CEV#{event_id}", f"O#{day}"
        return cls.find_row(*key) or cls(*key)

    @classmethod
    def list(cls, event_id: str) -> Iterator[Self]:
        """The counts of all occurrences."""
        return iter(cls.query(f"CEV#{event_id}", cls.sk.startswith("O#"), consistent_read=True))

    def unchanged(self) -> Condition:
        """No answer has changed since it was read."""
        n = type(self).n
        same: Condition = n == self.n if self.n else n.does_not_exist()
        return same

    @classmethod
    def by_day(cls, days: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Self]:
        """Those of some occurrences, by event and date."""
        found = cls.find_rows((f"CEV#{event}", f"O#{day}") for event, day in days)
        return {(row.pk.removeprefix("CEV#"), row.sk.removeprefix("O#")): row for row in found}


class Rsvp(Record):
    """Whether one member comes to one occurrence."""

    prefix = "CEV#"

    answer = UnicodeAttribute()
    membership_id = UnicodeAttribute(null=True)
    """The membership it was given under; it ends with it."""
    community_id = UnicodeAttribute()
    answered_at = UnicodeAttribute()

    @classmethod
    def of(cls, event_id: str, day: str, user_id: str, **values: Any) -> Self:
        """An answer to be created or deleted."""
        return cls(f"CEV#{event_id}", f"R#{day}#{user_id}", **values)

    @classmethod
    def by_day(cls, days: Iterable[tuple[str, str]], user_id: str) -> dict[tuple[str, str], Self]:
        """One member's to some occurrences, by event and date."""
        found = cls.find_rows((f"CEV#{event}", f"R#{day}#{user_id}") for event, day in days)
        return {(row.event_id, row.day): row for row in found}

    @classmethod
    def list(cls, event_id: str, day: str | None = None) -> Iterator[Self]:
        """All answers to an event, or to one of its occurrences."""
        prefix = "R#" if day is None else f"R#{day}#"
        return iter(cls.query(f"CEV#{event_id}", cls.sk.startswith(prefix), consistent_read=True))

    @property
    def event_id(self) -> str:
        """To which event."""
        return self.pk.removeprefix("CEV#")

    @property
    def day(self) -> str:
        """To which occurrence."""
        return self.sk.split("#")[1]

    @property
    def date(self) -> str | None:
        """To which date of a series; None when it happens once."""
        return None if self.day == ONCE else self.day

    @property
    def user_id(self) -> str:
        """Whose it is."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def find(cls, event_id: str, day: str, user_id: str) -> Self | None:
        """The answer, or None."""
        return cls.find_row(f"CEV#{event_id}", f"R#{day}#{user_id}")


class Answered(Record):
    """One answer in the list of a member's answers."""

    prefix = "CAL#"

    @classmethod
    def of(cls, rsvp: Rsvp) -> Self:
        """The entry, to be created or deleted."""
        sk = f"U#{rsvp.user_id}#{rsvp.event_id}#{rsvp.day}"
        return cls(f"CAL#{rsvp.community_id}", sk)

    @classmethod
    def list(cls, community_id: str, user_id: str) -> list[tuple[str, str]]:
        """Event and occurrence of everything that a member has answered."""
        pk, prefix = f"CAL#{community_id}", f"U#{user_id}#"
        found = cls.query(pk, cls.sk.startswith(prefix), consistent_read=True)
        return [(sk[2], sk[3]) for sk in (row.sk.split("#") for row in found)]


class Feed(Record):
    """A member's secret address of a community's calendar; only its hash is kept."""

    prefix = "CAL#"

    hash = UnicodeAttribute()

    @classmethod
    def of(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """The address to be created or deleted."""
        return cls(f"CAL#{community_id}", f"F#{user_id}", **values)

    @classmethod
    def find(cls, community_id: str, user_id: str) -> Self | None:
        """The one a member has, or None."""
        return cls.find_row(f"CAL#{community_id}", f"F#{user_id}")

    def unchanged(self) -> Condition:
        """It is still the address that was read."""
        same: Condition = type(self).hash == self.hash
        return same


class FeedHolder(Record):
    """Whose calendar feed a secret opens."""

    prefix = "FEED#"

    community_id = UnicodeAttribute()
    user_id = UnicodeAttribute()

    @classmethod
    def of(cls, hash_: str, **values: Any) -> Self:
        """The holder to be created or deleted."""
        return cls(f"FEED#{hash_}", "FEED", **values)

    @classmethod
    def load(cls, secret: str) -> Self:
        """The holder of a secret, or NotFound."""
        return cls.load_row(f"FEED#{hash_of(secret)}", "FEED")


KEYS = ("pk", "sk", "ttl")


def hash_of(secret: str) -> str:
    """What is kept of a secret of 128 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _padded(at_s: int) -> str:
    return f"{max(0, at_s):012}"
