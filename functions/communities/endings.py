"""Roles that end by their date: the row is tidied and everybody told, once.

Access ends with the second, whether or not this has run: the row says when. One schedule stands for
the next end of a membership, named by it. The job asks the table what is over, not the schedule
that woke it: one that an edit left behind, or that comes twice, finds nothing to do.
"""

from __future__ import annotations

from commons import schedules
from commons.clock import now_s
from commons.transactions import transaction

from . import acting, members
from .models.members import Member

JOB = "communities.end_roles"


def follow(community_id: str, user_id: str) -> None:
    """Have the next end of a member's roles stand in Scheduler, if one ends."""
    member = Member.find(community_id, user_id)
    if member is not None and member.present and member.ends:
        at_s = min(member.ends.values())
        about = {"community_id": community_id, "user_id": user_id, "at_s": at_s}
        schedules.schedule(JOB, f"{member.membership_id}.{at_s}", at_s, about)


def end(community_id: str, user_id: str, at_s: int) -> None:
    """Take the roles that are over from a member's row, if any are; whoever follows is told.

    at_s: what Scheduler was asked to wait for. It has come, also where this machine's clock is
    behind. Raises Conflict when the row changed meanwhile.
    """
    member = Member.find(community_id, user_id)
    if member is None or not member.present:
        return
    now = max(now_s(), at_s)
    left = {role_id: end_s for role_id, end_s in member.ends.items() if end_s > now}
    if len(left) == len(member.ends):
        return
    held = acting.standing_of(member).roles_at(now)
    with transaction() as tx:
        members.change(tx, member, user_id, roles=list(held), until=left or None)
