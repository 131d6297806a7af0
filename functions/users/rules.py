"""What becomes of two people's relation. No I/O.

Each side has its own type, and no side is told what the other decided against it: who is blocked
or turned down keeps seeing that they have asked.
"""

from __future__ import annotations

from typing import NamedTuple

from commons.bounds import Bound

NONE, FRIEND, OUTGOING, INCOMING, BLOCKED = "none", "friend", "outgoing", "incoming", "blocked"
#: What its user has made; what others ask of one is not limited by it, nor does it use it up.
MADE = {FRIEND, OUTGOING, BLOCKED}
MAX_RELATIONS = Bound(
    2000, "relationships_per_user", "Friends, requests to others and blocks of one user."
)


class Pair(NamedTuple):
    """What each is to the other."""

    mine: str
    theirs: str


def befriended(pair: Pair) -> Pair:
    """I want to be friends: I have asked, or, where they had, we are. This ends my block."""
    if pair.mine == FRIEND:
        return pair
    if pair.theirs == OUTGOING:
        return Pair(FRIEND, FRIEND)
    return Pair(OUTGOING, BLOCKED if pair.theirs == BLOCKED else INCOMING)


def blocked(pair: Pair) -> Pair:
    """I block them. A friendship ends, and what I had asked of them is withdrawn."""
    return Pair(BLOCKED, _left(pair.theirs))


def ended(pair: Pair) -> Pair:
    """I unfriend, withdraw, turn down or unblock."""
    return Pair(NONE, _left(pair.theirs))


def _left(theirs: str) -> str:
    """What they keep when I want nothing of them."""
    return theirs if theirs in (OUTGOING, BLOCKED) else NONE
