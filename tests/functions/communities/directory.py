"""The directory as its rows say it."""

from __future__ import annotations

from functions.communities.models.community import Community
from functions.communities.models.directory import PARTITION, Listed


def entries(*communities: str) -> list[str]:
    """The keys of communities, every one there is."""
    listed = Listed.query(PARTITION, consistent_read=True)
    return [row.sk for row in listed if row.community_id in communities]


def spoil(community_id: str) -> None:
    """Let a community stand where it stood when it was a million times as large."""
    community = Community.load(community_id)
    if community.listed:
        Listed.at(community.listed).delete()
    wrong = f"S40#{community_id}"
    Listed.at(wrong).save()
    community.update([Community.listed.set(wrong)])
