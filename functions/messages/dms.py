"""Rows of the messages table that are about people, not channels.

pk              sk          kind
TIE#<user>      <other>     Tie     what somebody else is to a user: users' word, copied by events
"""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.clock import now_s
from commons.contracts.users import RelationshipChanged
from commons.db import Record

#: A tie that is over stays until no older event of it can come.
MEMORY_S = 30 * 86_400


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
