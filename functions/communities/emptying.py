"""Members leave a circle that was deleted, one transaction each, until nobody is left."""

from __future__ import annotations

from functools import partial

from commons.clock import now_s
from commons.schedules import schedule
from commons.transactions import settle, transaction

from . import membership, seats
from .models.circles import Seat
from .models.members import Member

JOB = "communities.empty_circle"
#: What one run takes at most; its function has more.
RUN_S = 60


def empty(community_id: str, circle_id: str, actor_id: str) -> None:
    """Have everybody leave; what is not done in time is scheduled. It may be done again."""
    until = now_s() + RUN_S
    while seat := Seat.first(circle_id):
        if now_s() >= until:
            detail = {"community_id": community_id, "circle_id": circle_id, "actor_id": actor_id}
            schedule(JOB, f"{circle_id}.{until}", now_s(), detail)
            return
        settle(partial(_one, community_id, circle_id, seat.user_id, actor_id))


def _one(community_id: str, circle_id: str, user_id: str, actor_id: str) -> None:
    member = Member.find(community_id, user_id)
    with transaction() as tx:
        if member is not None and circle_id in (member.circles or ()):
            membership.quit_one(tx, member, circle_id, actor_id=actor_id)
        else:
            seats.vacate(tx, community_id, user_id, [circle_id], actor_id=actor_id)
