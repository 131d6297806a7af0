"""What was deleted and can still be restored, and rows as what is left to delete."""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import UnicodeAttribute

from commons.db import Record

from .community import Community

PARTITION = "DEL#0"


class Doomed(Record):
    """A deleted community, by the time from which nobody can restore it."""

    prefix = "DEL#"

    @property
    def community_id(self) -> str:
        """Which community."""
        return self.sk.partition("#")[2]

    @classmethod
    def of(cls, community: Community) -> Self:
        """The entry of a deleted community, to be created or deleted."""
        return cls(PARTITION, f"{community.purge_at}#{community.community_id}")

    @classmethod
    def due(cls, now: str) -> list[Self]:
        """Those whose time has passed, oldest first."""
        return list(cls.query(PARTITION, cls.sk < now, consistent_read=True))


class Remains(Record):
    """A row of any kind, as its key and what leads to others: it is only deleted."""

    prefix = ""

    hash = UnicodeAttribute(null=True)


class OfAccess(Record):
    """Any row of the access model: only deleted here, as are all below."""

    prefix = "A#"


class OfRules(Record):
    """A version of the rules, or that somebody agreed to it."""

    prefix = "RUL#"


class OfCalendar(Record):
    """Any row of a community's calendar."""

    prefix = "CAL#"


class OfEvent(Record):
    """Any row of a calendar event."""

    prefix = "CEV#"


class OfFeed(Record):
    """The holder of a secret feed."""

    prefix = "FEED#"


class OfCircle(Record):
    """Any row of a circle."""

    prefix = "CIR#"


class OfStream(Record):
    """Any row of a community's stream."""

    prefix = "S#"


class OfInvite(Record):
    """An invite by its code."""

    prefix = "INV#"


class OfTemplate(Record):
    """Any row of a template."""

    prefix = "TPL#"
