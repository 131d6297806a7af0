"""The directory of public communities."""

from __future__ import annotations

from typing import Self

from commons.db import Record

#: One partition gives 3,000 read units a second, which is 24,000 pages of it; larger directories
#: divide it by a number after this prefix.
PARTITION = "DIR#0"
#: Sort keys begin with this, then the class of size, the largest first, then the id.
LISTED = "S"


class Listed(Record):
    """One public community, by its class of size."""

    prefix = "DIR#"

    @property
    def community_id(self) -> str:
        """Which community."""
        return self.sk.partition("#")[2]

    @classmethod
    def at(cls, key: str) -> Self:
        """The entry at a sort key, to be created or deleted."""
        return cls(PARTITION, key)
