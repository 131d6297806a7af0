"""How long a deleted community can be restored, and all that is a community's. No I/O.

Every partition of the table is named here or is nobody's community's; a test compares this with
the kinds of rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from commons.bounds import Bound
from commons.clock import now_ms, rfc3339
from commons.errors import NotFound
from commons.ids import CALENDAR_EVENT, CHANNEL, CIRCLE, ROLE

from ..models.community import Community

MAX_UNDO_DAYS = Bound(30, "undo_days", "Days in which a deleted community can be restored.")

#: Partitions of a community, by what stands before its id, in the order in which they go. Its own
#: row goes last of all, so a purge that was interrupted is found and goes on.
WHOLE = ("S#c:", "CAL#", "RUL#", "AUD#", "AUDHEAD#", "A#", "COM#")
#: Partitions below a row of these: ``INV#<code>`` of a community has ``INV#<code>`` below it.
BELOW = {"CEV#": "CEV#", "CIR#": "CIR#", "INV#": "INV#", "TPL#": "TPL#"}
#: Things that others find by ``A#<id>`` alone.
HAVE_HOMES = (CHANNEL, ROLE, CIRCLE, CALENDAR_EVENT)

GIVEN_UP_MS = 3_600_000

Key = tuple[str, str]


def purge_time() -> str:
    """When what is deleted now can be restored no more."""
    return rfc3339(now_ms() + MAX_UNDO_DAYS * 86_400_000)


def give_up_time() -> str:
    """When what is founded now and not done is given up: its function has long ended."""
    return rfc3339(now_ms() + GIVEN_UP_MS)


def is_restorable(community: Community, user_id: str, now: str) -> bool:
    """Whether it is theirs, was deleted, and it is not too late."""
    if community.deleted_at is None or community.owner_id != user_id or community.making:
        return False
    return not community.purging and str(community.purge_at) > now


def check_restorable(community: Community, user_id: str, now: str) -> None:
    """Raise NotFound to everybody but its owner, and to them when it is too late."""
    there = community.deleted_at is None and community.owner_id == user_id
    if not there and not is_restorable(community, user_id, now):
        raise NotFound


def partitions(community_id: str) -> list[str]:
    """The partitions that are a community's."""
    return [f"{prefix}{community_id}" for prefix in WHOLE]


def partition_below(sk: str) -> str | None:
    """The partition that a row of a community leads to, and that goes before it."""
    kind, mark, name = sk.partition("#")
    below = BELOW.get(f"{kind}{mark}")
    return f"{below}{name}" if below else None


def rows_with(community_id: str, pk: str, sk: str, hash_: str | None) -> Iterator[Key]:
    """A row of a community and those elsewhere that go with it.

    hash_: what the row of a member's calendar feed has, and its holder's key.
    """
    yield pk, sk
    name = sk.partition("#")[2]
    if name.partition("_")[0] in HAVE_HOMES:
        yield f"A#{name}", "A"
    if pk.startswith("A#") and sk.startswith("M#"):
        yield f"A#{name}", f"C#{community_id}"
    if pk.startswith("CAL#") and sk.startswith("F#"):
        yield f"FEED#{hash_}", "FEED"
