"""Messages that are to be sent later, as the table keeps them.

pk              sk                     kind
SCHED#<user>    <scheduled id>         Scheduled  what is to be sent, when, and how it went
SCHED#<user>    COUNT                  Waiting    how many of somebody's wait or have failed
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from commons.clock import now
from commons.db import Record

from .deadlines import timed

if TYPE_CHECKING:
    from commons.recurrence import Times

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"


@dataclass(frozen=True)
class Kept:
    """What was kept of a body, to be sent (``sending.Sendable``)."""

    asked: dict[str, Any]
    nonce: str | None

    @property
    def reply_to(self) -> list[str]:
        """The messages it answers."""
        return list(self.asked.get("reply_to", ()))

    @property
    def mentions(self) -> Any:
        """Whom it mentions."""
        found = self.asked.get("mentions")
        return SimpleNamespace(**found) if found else None

    @property
    def forward(self) -> Any:
        """What it passes on."""
        found = self.asked.get("forward")
        return SimpleNamespace(**found) if found else None

    def stored(self) -> dict[str, Any]:
        """The attributes of the log row."""
        names = ("content", "mentions", "reply_to")
        found = {name: self.asked[name] for name in names if self.asked.get(name)}
        if "ciphertext" in self.asked:
            found["ciphertext"] = b64decode(self.asked["ciphertext"])
        return found | {"nonce": self.nonce}

    def timed(self, at_ms: int) -> dict[str, Any]:
        """Those that depend on when it is sent."""
        return timed(self.asked, at_ms)

    def said(self) -> dict[str, Any]:
        """All that was asked."""
        return self.asked


class Scheduled(Record):
    """A message that is to be sent at a time, or again and again."""

    prefix = "SCHED#"

    channel_id = UnicodeAttribute()
    asked = JSONAttribute()
    """The body as it was asked for; ciphertext is base64."""
    first_s = NumberAttribute()
    """The first time, from which a recurrence counts: UTC seconds since the epoch."""
    due_s = NumberAttribute()
    """The next time, or the last when none comes."""
    at_s = NumberAttribute()
    """When it is sent for that time: later where slow mode made it wait."""
    recurrence = UnicodeAttribute(null=True)
    time_zone = UnicodeAttribute(default="UTC")
    state = UnicodeAttribute(default=WAITING)
    failure = UnicodeAttribute(null=True)
    """The code of the refusal that ended it."""
    last_message_id = UnicodeAttribute(null=True)
    revision = NumberAttribute(default=1)
    created_at = UnicodeAttribute(default=now)

    @property
    def user_id(self) -> str:
        """Whose."""
        return self.pk.removeprefix(self.prefix)

    @property
    def scheduled_id(self) -> str:
        """Which."""
        return self.sk

    @property
    def times(self) -> Times:
        """When it is sent."""
        from commons.recurrence import Times  # a dozen modules, for what is sent again

        first_s = int(self.first_s)
        return Times(first_s, first_s + 1, self.time_zone, self.recurrence)

    @property
    def body(self) -> Kept:
        """What is sent, under a nonce of this one time: so it is sent once, however often tried."""
        return Kept(self.asked, f"{self.scheduled_id}.{int(self.due_s)}")

    @classmethod
    def key(cls, user_id: str) -> str:
        """The partition of somebody's."""
        return f"{cls.prefix}{user_id}"

    @classmethod
    def find(cls, user_id: str, scheduled_id: str) -> Self | None:
        """One of somebody's."""
        return cls.find_row(cls.key(user_id), scheduled_id)

    @classmethod
    def load(cls, user_id: str, scheduled_id: str) -> Self:
        """One of somebody's. Raises NotFound."""
        return cls.load_row(cls.key(user_id), scheduled_id)

    def unchanged(self) -> Any:
        """The condition that nobody has changed it since it was read. Before ``edit``."""
        return Scheduled.revision == int(self.revision)


class Waiting(Record):
    """How many of somebody's are not sent yet."""

    prefix = "SCHED#"

    n = NumberAttribute(default=0)

    @classmethod
    def of(cls, user_id: str) -> Self:
        """Somebody's."""
        return cls(Scheduled.key(user_id), "COUNT")
