"""Places in circles that are given up: the rows and the count, in somebody's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from commons.contracts.communities.circles import CircleMemberRemoved
from commons.transactions import Transaction

from .models.circles import Circle, Seat

READS = (Seat, Circle)
WRITES = (Seat, Circle)


def vacate(
    tx: Transaction, community_id: str, user_id: str, circle_ids: Iterable[str], *, actor_id: str
) -> None:
    """Give up a user's places. The commit raises Conflict when they changed since.

    A circle that was deleted has no count any more, but its members until they are removed.
    """
    wanted = tuple(circle_ids)
    if not wanted:
        return
    there = Circle.find(community_id, wanted)
    for seat in Seat.find(user_id, wanted):
        tx.delete(seat, Seat.seat_id == seat.seat_id)
        if circle := there.get(seat.circle_id):
            tx.update(circle, [Circle.member_count.add(-1)], Circle.pk.exists())
        tx.emit(
            CircleMemberRemoved(
                community_id=community_id,
                circle_id=seat.circle_id,
                user_id=user_id,
                actor_id=actor_id,
                seat_id=seat.seat_id,
            )
        )
