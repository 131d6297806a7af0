"""What the messages table holds beside streams, and a stream's rows as far as deleting must know.

pk              sk         kind
S#h:<channel>   any        StreamRow   ``commons.streams`` says which there are
GONE#           <channel>  Gone        a channel whose stream is being deleted
"""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute

from commons.clock import now_s
from commons.db import Record
from commons.streams import channel_stream


class StreamRow(Record):
    """Any row of a channel's stream."""

    prefix = "S#"

    @classmethod
    def of(cls, channel_id: str) -> list[Self]:
        """Rows of a channel's stream: as many as one page of DynamoDB has."""
        page = cls.query(
            f"S#{channel_stream(channel_id)}", consistent_read=True, attributes_to_get=["pk", "sk"]
        )
        return list(page)


class Gone(Record):
    """A channel that was deleted, until nothing of it is left and nothing can come after."""

    prefix = "GONE#"

    since_s = NumberAttribute()

    @property
    def channel_id(self) -> str:
        """Which channel."""
        return self.sk

    @classmethod
    def now(cls, channel_id: str) -> Self:
        """It is gone since now."""
        return cls("GONE#", channel_id, since_s=now_s())

    @classmethod
    def list(cls) -> list[Self]:
        """Every channel that is not done."""
        return list(cls.query("GONE#", consistent_read=True))
