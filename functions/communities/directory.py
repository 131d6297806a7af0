"""The directory of public communities, kept right by whoever changes one (see ``browsing``)."""

from __future__ import annotations

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from commons.transactions import Transaction, settle, transaction

from .models.community import Community
from .models.directory import Listed
from .rules.directory import place_of

RELIST_WRITES = (Community, Listed)


def move(tx: Transaction, community: Community) -> list[Action]:
    """Add to a transaction that the community stands where it belongs.

    The actions are part of the community's own update, whose condition must hold ``unmoved`` as it
    was before: so the directory and the community never disagree.
    """
    seen, wanted = community.listed, place_of(community)
    if wanted == seen:
        return []
    if seen is not None:
        tx.delete(Listed.at(seen))
    if wanted is not None:
        tx.save(Listed.at(wanted))
    community.listed = wanted
    return [Community.listed.set(wanted) if wanted else Community.listed.remove()]


def unmoved(community: Community) -> Condition:
    """Nobody has moved it since it was read."""
    seen = community.listed
    same: Condition = Community.listed == seen if seen else Community.listed.does_not_exist()
    return same


def relist(community_id: str) -> None:
    """Put a community where it belongs: when members came or went, in any order, any number."""

    def attempt() -> None:
        community = Community.find_row(f"COM#{community_id}", "COM")
        if community is None or place_of(community) == community.listed:
            return
        same = unmoved(community)
        with transaction() as tx:
            tx.update(community, move(tx, community), Community.alive() & same)

    settle(attempt)
