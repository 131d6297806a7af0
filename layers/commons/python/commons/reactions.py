"""Reactions of posts, comments and messages as clients send and see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated
from urllib.parse import unquote

from pydantic import BaseModel, BeforeValidator, StringConstraints

from commons.emoji import EMOJI
from commons.validation import Time, UserId, shown


def _sent(given: object) -> object:
    """The path's emoji; API Gateway hands paths on as they were sent."""
    return unquote(given) if isinstance(given, str) else given


Emoji = Annotated[str, StringConstraints(pattern=EMOJI), shown("🍞")]
PathEmoji = Annotated[str, BeforeValidator(_sent), StringConstraints(pattern=EMOJI), shown("🍞")]


class Reaction(BaseModel):
    """How many reacted with one emoji."""

    emoji: Annotated[str, shown("🍞")]
    """Which."""
    count: Annotated[int, shown(2, minimum=1)]
    """How many people."""
    me: bool
    """Whether the reader is one of them."""


class Reactor(BaseModel):
    """Somebody who reacted."""

    user_id: UserId
    """Who."""
    created_at: Time
    """When."""


def shown_reactions(counts: Mapping[str, int], mine: Collection[str]) -> list[Reaction]:
    """Those of one thing, the most frequent first. mine: what the reader gave."""
    often = sorted(counts, key=lambda emoji: (-counts[emoji], emoji))
    return [Reaction(emoji=e, count=int(counts[e]), me=e in mine) for e in often]
