"""When something is due of a message by the clock: its poll closes, it disappears.

A message with deadlines has a row for each in its channel's partition, in order of time, written
and dropped in the transactions that write and end the message. What keeps them: ``timekeeping``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from commons.contracts.messages import DeadlineSet
from commons.db import Record
from commons.transactions import outbox
from commons.wire import Item

from .changing import drop, put
from .models import StreamRow


class Deadline(Record):
    """When something is due of the message at a position.

    pk ``S#h:<channel>``, sk ``X#<when, 13 digits of milliseconds>#<seq>``
    """

    prefix = "S#"

    @property
    def at_ms(self) -> int:
        """When, in milliseconds since the epoch."""
        return int(self.sk.split("#")[1])

    @property
    def seq(self) -> int:
        """The message's position."""
        return int(self.sk.split("#")[2])

    @classmethod
    def of(cls, channel_id: str, at_ms: int, seq: int) -> Self:
        """The row of one deadline."""
        return cls(StreamRow.key(channel_id), f"X#{at_ms:013d}#{seq:012d}")

    @classmethod
    def list(cls, channel_id: str) -> Iterator[Self]:
        """Those of a channel, the earliest first, read as they are taken."""
        return cls.query(
            StreamRow.key(channel_id), cls.sk.startswith("X#"), consistent_read=True, page_size=100
        )


def timed(said: Mapping[str, Any], at_ms: int) -> dict[str, Any]:
    """What a message's row keeps of a poll and of disappearing, when it is sent now.

    said: ``poll`` and ``expires_in`` as they were asked for, where they were.
    """
    found = {}
    if poll := said.get("poll"):
        kept = {name: value for name, value in poll.items() if name != "duration_s"}
        found["poll"] = kept | {"closes_at": at_ms + 1000 * poll["duration_s"]}
    if life_s := said.get("expires_in"):
        found["expires_at"] = at_ms + 1000 * life_s
    return found


def of(d: Mapping[str, Any]) -> list[int]:
    """When something is due of a message that says this."""
    poll = d.get("poll", {})
    closes = poll.get("closes_at") if "closed_at" not in poll else None
    return [at for at in (closes, d.get("expires_at")) if at is not None]


def writes(channel_id: str, seq: int, d: Mapping[str, Any]) -> list[Item]:
    """What is written beside a message that has deadlines."""
    found = of(d)
    rows = [put(Deadline.of(channel_id, at, seq)) for at in found]
    told = [{"Put": outbox(DeadlineSet(channel_id=channel_id, due_ms=min(found)))}] if found else []
    return [*rows, *told]


def met(channel_id: str, seq: int, d: Mapping[str, Any]) -> list[Item]:
    """What is written when the deadlines of a message are met, or it is gone."""
    return [drop(Deadline.of(channel_id, at, seq)) for at in of(d)]
