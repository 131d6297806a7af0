"""Templates: the structure of a community under a secret code."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any, Self

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from commons.clock import now
from commons.db import Record
from commons.ids import TEMPLATE, new_id

MAX_CODE = 64


class Template(Record):
    """A template, without what it makes: that is a row of its own, because of its size."""

    prefix = "TPL#"

    template_id = UnicodeAttribute()
    """Names it where its code would be told."""
    community_id = UnicodeAttribute()
    creator_id = UnicodeAttribute()
    name = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    include_hidden = BooleanAttribute()
    uses = NumberAttribute(default=0)
    revision = NumberAttribute(default=1)
    """Counts edits and refreshments."""
    created_at = UnicodeAttribute()
    refreshed_at = UnicodeAttribute()

    @property
    def code(self) -> str:
        """The secret."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def new(cls, community_id: str, **values: Any) -> Self:
        """A template to be created, under a code of 128 random bits."""
        at = now()
        return cls(
            f"TPL#{secrets.token_urlsafe(16)}",
            "TPL",
            template_id=new_id(TEMPLATE),
            community_id=community_id,
            created_at=at,
            refreshed_at=at,
            **values,
        )

    @classmethod
    def load(cls, code: str) -> Self:
        """The template, or NotFound: also for what is too long to be a key."""
        if len(code) > MAX_CODE:
            raise cls.missing
        return cls.load_row(f"TPL#{code}", "TPL")


class Snapshot(Record):
    """What a template makes (``schemas.structures``)."""

    prefix = "TPL#"

    structure = BinaryAttribute(legacy_encoding=False)

    @classmethod
    def of(cls, template: Template, **values: Any) -> Self:
        """The row of a template, to be saved or deleted."""
        return cls(template.pk, "S", **values)

    @classmethod
    def load(cls, template: Template) -> Self:
        """The row, or NotFound."""
        return cls.load_row(template.pk, "S")


class CommunityTemplate(Record):
    """One template in its community's list."""

    prefix = "COM#"

    @property
    def code(self) -> str:
        """The secret."""
        return self.sk.removeprefix("TPL#")

    @classmethod
    def of(cls, template: Template) -> Self:
        """The entry to be created or deleted."""
        return cls(f"COM#{template.community_id}", template.pk)

    @classmethod
    def list(cls, community_id: str) -> Iterator[Self]:
        """All of a community's."""
        return iter(
            cls.query(f"COM#{community_id}", cls.sk.startswith("TPL#"), consistent_read=True)
        )
