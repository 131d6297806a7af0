"""What was deleted and may still have rows."""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.clock import now_s
from commons.db import Record


class Gone(Record):
    """A post, a comment or a channel whose rows are being deleted, until none can come after."""

    prefix = "GONE#"

    since_s = NumberAttribute()

    @property
    def gone_id(self) -> str:
        """A post, ``<post>/<comment>``, or a channel."""
        return self.sk

    @classmethod
    def now(cls, gone_id: str) -> Self:
        """It is gone since now."""
        return cls("GONE#", gone_id, since_s=now_s())

    @classmethod
    def since(cls, gone_id: str, at_ms: int) -> Self:
        """It is gone since that moment, however often one is told."""
        return cls("GONE#", gone_id, since_s=at_ms // 1000)

    @classmethod
    def list(cls) -> list[Self]:
        """Everything that is not done."""
        return list(cls.query("GONE#", consistent_read=True))


class OfPost(Record):
    """Any row of a post, as far as deleting it must know."""

    prefix = "POST#"

    author_id = UnicodeAttribute(null=True)


class OfChannel(Record):
    """Any row of a channel, as far as deleting it must know."""

    prefix = "CHN#"
