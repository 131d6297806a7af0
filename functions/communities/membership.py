"""Joining and leaving: every change of who is a member, in one transaction each.

Removals raise ``Version.m``, so that the next flush of every channel checks its viewers again and
nobody removed hears a message accepted after the removal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pynamodb.expressions.condition import Condition

from commons.access import Standing
from commons.clock import now
from commons.contracts.communities.members import (
    BanLifted,
    MemberBanned,
    MemberJoined,
    MemberRemoved,
)
from commons.errors import NotFound
from commons.permissions import Permission
from commons.transactions import Transaction, transaction

from . import acting, audit, seats
from .audit import Act, By
from .models.access import Version
from .models.community import Community
from .models.invites import Invite
from .models.members import Ban, Joined, Member
from .models.onboarding import Answers
from .models.trust import Invited
from .rules.members import check_removable

READS = seats.READS
JOIN_WRITES = (Member, Joined, Community)
LEAVE_WRITES = (Member, Joined, Community, Version, Ban, Answers, *seats.WRITES)
REMOVE_WRITES = (*LEAVE_WRITES, *audit.AUDIT_WRITES)
#: What an entry of the audit log says of a membership that ended.
TOLD = ("nick", "roles", "joined_at", "inviter_id")
Along = Callable[[Transaction], None]


def nothing(tx: Transaction) -> None:
    """Write nothing else."""


def join(
    tx: Transaction,
    community_id: str,
    user_id: str,
    seen: Member | None,
    invite: Invite | None = None,
    roles: Sequence[str] = (),
) -> Member:
    """Add a membership to a transaction, unless there is one; with an invite, one use of it.

    seen: the user's row. roles: what the invite gives. Raises NotFound to the banned. The commit
    raises Conflict when the row or the invite changed since: look again; and NotFound when the
    inviter's membership has ended.
    """
    if seen is not None and seen.banned:
        raise NotFound
    if seen is not None and seen.present and seen.whole:
        return seen
    inviter_id = invite.inviter_id if invite else None
    if seen is not None and seen.present:
        member = _complete(tx, seen, inviter_id, roles)
    else:
        member = Member.new(
            community_id, user_id, joined_at=now(), inviter_id=inviter_id, roles=list(roles)
        )
        tx.create(member)
        tx.create(Joined.of(community_id, user_id))
    if invite is not None:
        use(tx, invite, user_id)
        tx.save(Invited.of(community_id, invite, member))
    counted = [Community.member_count.add(+1)]  # those in circles only are not
    tx.update(Community.of(community_id), counted, Community.alive(), refused=NotFound)
    tx.emit(_joined(member))
    return member


def begin_in(
    tx: Transaction, community_id: str, user_id: str, circle_id: str, invite: Invite | None
) -> Member:
    """Begin the membership of somebody who is in one circle only, by an invite or without."""
    inviter_id = invite.inviter_id if invite else None
    values = {"whole": False, "circles": [circle_id], "inviter_id": inviter_id}
    member = Member.new(community_id, user_id, joined_at=now(), **values)
    tx.create(member)
    if invite is not None:
        tx.save(Invited.of(community_id, invite, member))
    tx.create(Joined.of(community_id, user_id))
    tx.check(Community.of(community_id), Community.alive(), refused=NotFound)
    tx.emit(_joined(member))
    return member


def _complete(
    tx: Transaction, member: Member, inviter_id: str | None, roles: Sequence[str]
) -> Member:
    """Whoever was in circles only is a member of all from now on: by the same membership."""
    unchanged = _as_seen(member)
    member.whole, member.roles = True, list(dict.fromkeys([*(member.roles or ()), *roles]))
    actions = [Member.whole.set(True), Member.roles.set(member.roles)]
    if inviter_id is not None and member.inviter_id is None:
        member.inviter_id = inviter_id
        actions.append(Member.inviter_id.set(inviter_id))
    tx.update(member, actions, unchanged)
    return member


def _joined(member: Member) -> MemberJoined:
    return MemberJoined(
        community_id=member.community_id,
        user_id=member.user_id,
        inviter_id=member.inviter_id,
        membership_id=member.membership_id,
        joined_at=member.joined_at,
        roles=list(member.roles or ()),
        whole=bool(member.whole),
    )


def use(tx: Transaction, invite: Invite, user_id: str) -> None:
    """One use, if there is one left, while whoever made the invite is the member they were.

    Of who accepts their own the row is changed, and so held, by what they come into.
    """
    unused = (Invite.max_uses == 0) | (Invite.uses < Invite.max_uses)
    tx.update(invite, [Invite.uses.add(1)], Invite.pk.exists() & unused)
    if user_id == invite.inviter_id:
        return
    still = Member.present == True  # noqa: E712 - a pynamodb condition
    if invite.membership_id:
        still &= Member.membership_id == invite.membership_id
    tx.check(Member.of(invite.community_id, invite.inviter_id), still, refused=NotFound)


def remove(by: By, user_id: str, standing: Standing, *, along: Along = nothing) -> None:
    """End a membership: a member leaves, or is kicked from above. Raises NotFound, RoleTooHigh.

    along: what else is written with it.
    """
    community_id, actor_id = by.community_id, by.actor_id
    community = Community.load(community_id)
    check_removable(user_id, community.owner_id)
    member = Member.load(community_id, user_id)
    with transaction() as tx:
        if actor_id == user_id:
            end(tx, member, actor_id=actor_id)
        else:
            _from_above(tx, standing, Permission.KICK_MEMBERS, member)
            _end(tx, member, _as_seen(member), actor_id=actor_id)
        if actor_id != user_id:
            audit.record(tx, by, Act.MEMBER_KICKED, user_id, before=audit.values(member, TOLD))
        along(tx)


def end(tx: Transaction, member: Member, *, actor_id: str) -> None:
    """End a membership, and every place in a circle with it."""
    raise_removals(tx, member.community_id)
    _end(tx, member, still(member), actor_id=actor_id)


def _end(tx: Transaction, member: Member, condition: Condition, *, actor_id: str) -> None:
    tx.delete(member, condition)
    _leave(tx, member, actor_id)
    tx.emit(
        MemberRemoved(
            community_id=member.community_id,
            user_id=member.user_id,
            actor_id=actor_id,
            membership_id=member.membership_id,
            whole=bool(member.whole),
        )
    )


def quit_one(tx: Transaction, member: Member, circle_id: str, *, actor_id: str) -> None:
    """Give up one circle; whoever was only there leaves the community with it."""
    left = [other for other in member.circles if other != circle_id]
    if not left and not member.whole:
        end(tx, member, actor_id=actor_id)
        return
    community_id = member.community_id
    seats.vacate(tx, community_id, member.user_id, [circle_id], actor_id=actor_id)
    tx.update(member, [Member.circles.set(left)], still(member))
    raise_removals(tx, community_id)


def ban(
    by: By, user_id: str, standing: Standing, *, reason: str | None, along: Along = nothing
) -> bool:
    """Ban somebody below, member or not; False when they are banned already: nothing is written.

    along: what else is written with it. Raises RoleTooHigh.
    """
    community_id, actor_id = by.community_id, by.actor_id
    community = Community.load(community_id)
    check_removable(user_id, community.owner_id)
    seen = Member.find(community_id, user_id)
    if seen is not None and seen.banned:
        return False
    member = seen if seen is not None and seen.present else None
    new = Ban.new(community_id, user_id, reason=reason, actor_id=actor_id, created_at=now())
    with transaction() as tx:
        outlaw = Member.of(community_id, user_id, present=False, banned=True)
        _from_above(tx, standing, Permission.BAN_MEMBERS, member or outlaw)
        tx.save(outlaw, _as_seen(member) if member else Member.pk.does_not_exist())
        tx.save(new)
        if member:
            _leave(tx, member, actor_id)
        tx.emit(
            MemberBanned(
                community_id=community_id,
                user_id=user_id,
                actor_id=actor_id,
                membership_id=member.membership_id if member else None,
                ban_id=new.ban_id,
                whole=bool(member.whole) if member else True,
            )
        )
        was = audit.values(member, TOLD) if member else None
        banned = {"ban_id": new.ban_id, "reason": reason}
        audit.record(tx, by, Act.MEMBER_BANNED, user_id, before=was, after=banned)
        along(tx)
    return True


def lift_ban(by: By, user_id: str) -> None:
    """Let somebody join again. Raises NotFound when they are not banned."""
    community_id, actor_id = by.community_id, by.actor_id
    seen = Ban.load(community_id, user_id)
    same = Ban.ban_id == seen.ban_id if seen.ban_id else Ban.ban_id.does_not_exist()
    with transaction() as tx:
        member = Member.of(community_id, user_id)
        tx.delete(member, Member.banned == True, refused=NotFound)  # noqa: E712
        tx.delete(seen, same)
        tx.emit(
            BanLifted(
                community_id=community_id, user_id=user_id, actor_id=actor_id, ban_id=seen.ban_id
            )
        )
        was = audit.values(seen, ("ban_id", "reason", "actor_id", "created_at"))
        audit.record(tx, by, Act.BAN_LIFTED, user_id, before=was)


def _from_above(tx: Transaction, standing: Standing, needed: Permission, member: Member) -> None:
    """Hold the actor to standing above a member; somebody loses something."""
    actor = acting.afresh(standing, needed)
    acting.check_below(actor, member)
    acting.hold(tx, actor, losses=True)


def _as_seen(member: Member) -> Condition:
    """They are still below whom they were: the same membership with the same roles."""
    seen: Condition = still(member) & acting.stands_as(acting.standing_of(member))
    return seen


def still(member: Member) -> Condition:
    """They are a member as they were looked at: by the same membership, in the same circles.

    Being in the whole community is part of that, since only who is whole was counted.
    """
    seen, circles = member.membership_id, list(member.circles or ())
    same = Member.membership_id == seen if seen else Member.membership_id.does_not_exist()
    inside: Condition = Member.circles == circles
    if not circles:
        inside |= Member.circles.does_not_exist()
    present: Condition = Member.present == True  # noqa: E712 - a pynamodb condition
    unchanged: Condition = present & same & inside & Member.is_whole(member.whole)
    return unchanged


def _leave(tx: Transaction, member: Member, actor_id: str) -> None:
    community_id, user_id = member.community_id, member.user_id
    seats.vacate(tx, community_id, user_id, member.circles or (), actor_id=actor_id)
    tx.delete(Joined.of(community_id, user_id))
    tx.delete(Answers.of(community_id, user_id))
    stays = Community.alive() & (Community.owner_id != user_id)  # nor was it handed to them
    fewer = [Community.member_count.add(-1 if member.whole else 0)]
    tx.update(Community.of(community_id), fewer, stays)


def raise_removals(tx: Transaction, community_id: str) -> None:
    """Have the next flush check its viewers again."""
    tx.update(Version.of(community_id), [Version.m.add(1)], Version.pk.exists(), refused=NotFound)
