"""Acting on others: with the permission, from above, and only while one's own standing lasts.

What a check saw may change before the act commits: a demotion, a role that moves. So such an act
looks again inside ``settle``, and its transaction holds what was seen: the version of roles and
channels, and the actor's own row. Of two who demote each other, one succeeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from commons import access, resolver
from commons.access import Standing
from commons.clock import now_s
from commons.errors import NotFound
from commons.permissions import Permission
from commons.resolver import Membership, Role
from commons.transactions import Transaction

from .models.access import Version
from .models.members import Member
from .rules.roles import check_not_everyone

#: What an act takes into its declaration's ``writes``.
ACTS_ON = (Version, Member)


def afresh(standing: Standing, permission: Permission) -> Standing:
    """The actor's standing as it is now. Raises like the check before the handler."""
    seen = access.standing(
        standing.user_id, community_id=standing.community_id, channel_id=standing.channel_id
    )
    seen.check(permission)
    return seen


def hold(
    tx: Transaction,
    actor: Standing,
    *,
    structure: bool = False,
    losses: bool = False,
    own: bool = False,
    more: Sequence[Action] = (),
) -> None:
    """Commit only while the actor stands as they were seen; raise the access version, if asked.

    structure: roles or channels change. losses: somebody loses something. own: the act changes
    the actor's own row, and brings its condition itself. more: what else of the version's row
    changes. The commit raises Conflict.
    """
    community_id = actor.community_id
    version, same = Version.of(community_id), Version.v == actor.version.v
    raised = [Version.v.add(1)] * structure + [Version.m.add(1)] * losses + [*more]
    if raised:
        tx.update(version, raised, same)
    else:
        tx.check(version, same)
    if not own:
        tx.check(Member.of(community_id, actor.user_id), stands_as(actor.member))


def stands_as(seen: Membership) -> Condition:
    """A member's row grants what it was seen to grant: present, with the same roles, as free."""
    stands: Condition = (
        (Member.present == True)  # noqa: E712 - a pynamodb condition
        & _same(Member.roles, list(seen.roles))
        & _same(Member.timeout_until, seen.timeout_until)
    )
    return stands


def _same(attribute: Attribute[Any], value: object) -> Condition:
    """Equal; rows written before an attribute existed have none."""
    equal: Condition = attribute == value
    return equal if value else equal | attribute.does_not_exist()


def role_below(actor: Standing, role_id: str) -> Role:
    """A role that the actor may give and take. Raises NotFound, EveryoneStays, RoleTooHigh."""
    role = actor.community.roles.get(role_id)
    if role is None:
        raise NotFound
    check_not_everyone(role_id, actor.community_id)
    actor.check_above(role.rank)
    return role


def member_below(actor: Standing, user_id: str) -> Member:
    """The actor's own row, or a member's below them. Raises NotFound, RoleTooHigh."""
    member = Member.load(actor.community_id, user_id)
    if user_id != actor.user_id:
        check_below(actor, member)
    return member


def check_below(actor: Standing, member: Member) -> None:
    """Raise RoleTooHigh unless the actor stands above a member."""
    actor.check_above(rank_of(actor.community, member))


def rank_of(community: resolver.Community, member: Member) -> int:
    """How high a member stands."""
    return resolver.rank(community, standing_of(member), now_s())


def standing_of(member: Member) -> Membership:
    """What a member's row says of roles and time-outs."""
    return Membership(
        user_id=member.user_id,
        present=member.present,
        banned=member.banned,
        timeout_until=int(member.timeout_until),
        roles=tuple(member.roles or ()),
        until=tuple(member.ends.items()),
    )
