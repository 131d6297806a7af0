"""What newcomers are asked, the rules they agree to, and what they have answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self, TypedDict

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.expressions.condition import Condition

from commons.clock import now
from commons.db import Record
from commons.declare import APPEND

from .members import Member


class Option(TypedDict):
    """One answer that a question offers, and what it gives."""

    id: str
    label: str
    description: str | None
    emoji: str | None
    role_ids: list[str]
    channel_ids: list[str]


class Question(TypedDict):
    """One question. kind: ``single`` or ``multiple``, how many of its options can be chosen."""

    id: str
    prompt: str
    kind: str
    required: bool
    options: list[Option]


class Onboarding(Record):
    """What newcomers are asked while it is enabled. Revision 0 is that of a community without."""

    prefix = "COM#"

    enabled = BooleanAttribute(default=False)
    rules = UnicodeAttribute(null=True)
    """The text that is in force; none when nobody has to agree to anything."""
    rules_version = NumberAttribute(default=0)
    """Counts the texts, and is never used twice."""
    consent_from = NumberAttribute(default=0)
    """Whoever agreed to this version need not agree to the newer ones."""
    rules_at = UnicodeAttribute(null=True)
    """When the text became what it is."""
    stored = UnicodeAttribute(attr_name="questions", default="[]")
    revision = NumberAttribute(default=0)

    @property
    def questions(self) -> list[Question]:
        """The questions, in their order."""
        read: list[Question] = json.loads(self.stored)
        return read

    @property
    def version(self) -> int:
        """The version of the rules that are in force; 0 without rules."""
        return int(self.rules_version) if self.rules is not None else 0

    @property
    def asks_for(self) -> int:
        """The lowest version that members must have agreed to; 0 asks for none."""
        return int(self.consent_from) if self.enabled and self.rules is not None else 0

    @property
    def asks_nothing(self) -> bool:
        """Whether there is nothing to answer."""
        return not self.enabled or (self.rules is None and not self.questions)

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """What is asked there, to be saved; without values that of a community that asks nothing"""
        return cls(f"COM#{community_id}", "ONB", **values)

    @classmethod
    def read(cls, community_id: str) -> Self:
        """What is asked there."""
        return cls.find_row(f"COM#{community_id}", "ONB") or cls.of(community_id)

    def still(self) -> Condition:
        """Nobody has changed it since it was read."""
        if not self.revision:
            return Onboarding.pk.does_not_exist()
        same: Condition = Onboarding.revision == self.revision
        return same


class RulesText(Record):
    """One version of the rules as it was. It is kept: people have agreed to it."""

    prefix = "RUL#"
    verbs: ClassVar[tuple[str, ...]] = APPEND

    text = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    created_at = UnicodeAttribute()

    @classmethod
    def of(cls, community_id: str, version: float, **values: Any) -> Self:
        """A version, to be created."""
        return cls(f"RUL#{community_id}", f"T#{int(version):08}", **values)


class Consent(Record):
    """That a member agreed to a version of the rules, and when. It outlives the membership."""

    prefix = "RUL#"
    verbs: ClassVar[tuple[str, ...]] = APPEND

    at = UnicodeAttribute()

    @classmethod
    def of(cls, member: Member, version: int) -> Self:
        """The record, dated now, to be created."""
        key = f"C#{member.user_id}#{version:08}#{member.membership_id}"
        return cls(f"RUL#{member.community_id}", key, at=now())


class Answers(Record):
    """What a member has answered. It goes with the membership."""

    prefix = "COM#"

    given: JSONAttribute = JSONAttribute(default=dict)
    """Ids of the chosen options by id of their question."""
    consented_at = UnicodeAttribute(null=True)
    """When they agreed to the rules last."""

    @classmethod
    def of(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """Somebody's answers, to be saved or deleted."""
        return cls(f"COM#{community_id}", f"ANS#{user_id}", **values)

    @classmethod
    def read(cls, community_id: str, user_id: str) -> Self:
        """What somebody has answered; nothing, if they have not."""
        found = cls.find_row(f"COM#{community_id}", f"ANS#{user_id}")
        return found or cls.of(community_id, user_id)

    @property
    def by_question(self) -> Mapping[str, Sequence[str]]:
        """Ids of the chosen options by id of their question."""
        given: Mapping[str, Sequence[str]] = self.given or {}
        return given

    def with_given(self, given: Mapping[str, Sequence[str]]) -> Self:
        """The same person's, with other answers."""
        return type(self)(self.pk, self.sk, given=given, consented_at=self.consented_at)
