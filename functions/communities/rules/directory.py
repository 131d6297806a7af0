"""Where a community stands in the directory, and what finds it. No I/O."""

from __future__ import annotations

from ..models.community import Community
from ..models.directory import LISTED

CLASSES = 64


def place_of(community: Community) -> str | None:
    """Its key in the directory, by its class of size; None for what is not public or is deleted.

    Each class is twice the one before, so a community that grows to a million moves twenty times.
    """
    if community.visibility != "public" or community.deleted_at is not None:
        return None
    larger = CLASSES - int(community.member_count).bit_length()
    return f"{LISTED}{larger:02}#{community.community_id}"


def words_of(query: str) -> list[str]:
    """What is searched for."""
    return query.casefold().split()


def matches(community: Community, words: list[str]) -> bool:
    """Whether every word occurs in its name or its description."""
    text = f"{community.name} {community.description}".casefold()
    return all(word in text for word in words)
