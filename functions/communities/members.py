"""Changing what a member is given: nick, roles, time-outs. One row, one event."""

from __future__ import annotations

from typing import Any

from pynamodb.expressions.condition import Condition

from commons.clock import rfc3339
from commons.contracts.communities.members import MemberUpdated
from commons.transactions import Transaction

from . import acting, membership
from .models.members import Member


def change(tx: Transaction, member: Member, actor_id: str, **values: Any) -> None:
    """Change a member's row, if it still is as it was read, and tell. A value of None removes.

    A role that is taken is no longer one that they chose: given again, it is given by hand.
    """
    unchanged = same(member)
    if "roles" in values:
        chosen = values.get("chosen", member.chosen or ())
        values["chosen"] = [role_id for role_id in chosen if role_id in values["roles"]]
    tx.update(member, member.edit(values), unchanged)
    tx.emit(updated(member, actor_id))


def same(member: Member) -> Condition:
    """The same membership, with what it was seen to hold."""
    seen: Condition = membership.still(member) & acting.stands_as(acting.standing_of(member))
    seen &= Member.revision == member.revision
    return seen


def updated(member: Member, actor_id: str) -> MemberUpdated:
    """The event of a changed member."""
    timeout = int(member.timeout_until)
    return MemberUpdated(
        community_id=member.community_id,
        user_id=member.user_id,
        membership_id=member.membership_id or "",
        actor_id=actor_id,
        revision=int(member.revision),
        nick=member.nick,
        roles=list(member.roles),
        roles_end={role_id: rfc3339(end * 1000) for role_id, end in member.ends.items()},
        timeout_until=rfc3339(timeout * 1000) if timeout else None,
    )
