"""Who reacted with what."""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import UnicodeAttribute

from commons.clock import now
from commons.db import Record
from commons.ids import new_id

REACTION = "rct"


class Reaction(Record):
    """One emoji that somebody gave to a post or a comment."""

    prefix = "POST#"

    reaction_id = UnicodeAttribute()
    """This one: who takes it back and gives it again has another."""
    created_at = UnicodeAttribute()

    @property
    def target_id(self) -> str:
        """The post or comment."""
        return self.sk.split("#")[1]

    @property
    def user_id(self) -> str:
        """Who gave it."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def new(cls, post_id: str, target_id: str, emoji: str, user_id: str) -> Self:
        """A reaction that is given now."""
        sk = f"{cls.beginning(target_id, emoji)}{user_id}"
        return cls(f"POST#{post_id}", sk, reaction_id=new_id(REACTION), created_at=now())

    @classmethod
    def find(cls, post_id: str, target_id: str, emoji: str, user_id: str) -> Self | None:
        """Somebody's, if they gave it."""
        return cls.find_row(f"POST#{post_id}", f"{cls.beginning(target_id, emoji)}{user_id}")

    @classmethod
    def beginning(cls, target_id: str, emoji: str) -> str:
        """What the keys of all of one emoji begin with."""
        return f"R#{target_id}#{emoji}#"
