"""Joining and leaving: every change of who is a member, in one transaction each.

Removals raise ``Version.m``, so that the next flush of every channel checks its viewers again and
nobody removed hears a message accepted after the removal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pynamodb.expressions.condition import Condition

from commons.clock import now
from commons.contracts.communities.members import (
    BanLifted,
    MemberBanned,
    MemberJoined,
    MemberRemoved,
)
from commons.errors import NotFound
from commons.transactions import Transaction, transaction

from . import audit
from .audit import Act, By
from .models.access import Version
from .models.community import Community
from .models.invites import Invite
from .models.members import Ban, Joined, Member
from .models.trust import Invited
from .rules.members import check_removable

JOIN_WRITES = (Member, Joined, Community)
INVITED_WRITES = (*JOIN_WRITES, Invite, Invited)
REMOVE_WRITES = (Member, Joined, Community, Version, Ban, *audit.AUDIT_WRITES)
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
    if seen is not None and seen.present:
        return seen
    inviter_id = invite.inviter_id if invite else None
    member = Member.new(
        community_id, user_id, joined_at=now(), inviter_id=inviter_id, roles=list(roles)
    )
    if invite is not None:
        _use(tx, invite)
        tx.save(Invited.of(community_id, invite, member))
    tx.create(member)
    tx.create(Joined.of(community_id, user_id))
    counted = Community.member_count.add(+1)
    tx.update(Community.of(community_id), [counted], Community.alive(), refused=NotFound)
    tx.emit(
        MemberJoined(
            community_id=community_id,
            user_id=user_id,
            inviter_id=inviter_id,
            membership_id=member.membership_id,
            joined_at=member.joined_at,
            roles=list(roles),
        )
    )
    return member


def _use(tx: Transaction, invite: Invite) -> None:
    """One use, if there is one left, while whoever made the invite is the member they were."""
    unused = (Invite.max_uses == 0) | (Invite.uses < Invite.max_uses)
    tx.update(invite, [Invite.uses.add(1)], Invite.pk.exists() & unused)
    still = Member.present == True  # noqa: E712 - a pynamodb condition
    if invite.membership_id:
        still &= Member.membership_id == invite.membership_id
    tx.check(Member.of(invite.community_id, invite.inviter_id), still, refused=NotFound)


def remove(by: By, user_id: str, *, along: Along = nothing) -> None:
    """End a membership: a member leaves, or is kicked by another. Raises NotFound.

    along: what else is written with it.
    """
    community_id, actor_id = by.community_id, by.actor_id
    community = Community.load(community_id)
    check_removable(user_id, community.owner_id)
    member = Member.load(community_id, user_id)
    with transaction() as tx:
        tx.delete(member, _still(member))
        _leave(tx, community_id, user_id)
        _raise_removals(tx, community_id)
        tx.emit(
            MemberRemoved(
                community_id=community_id,
                user_id=user_id,
                actor_id=actor_id,
                membership_id=member.membership_id,
            )
        )
        if actor_id != user_id:
            audit.record(tx, by, Act.MEMBER_KICKED, user_id, before=audit.values(member, TOLD))
        along(tx)


def ban(by: By, user_id: str, *, reason: str | None, along: Along = nothing) -> None:
    """Ban somebody, member or not; banning the banned changes nothing.

    along: what else is written with it.
    """
    community_id, actor_id = by.community_id, by.actor_id
    community = Community.load(community_id)
    check_removable(user_id, community.owner_id)
    seen = Member.find(community_id, user_id)
    if seen is not None and seen.banned:
        return
    member = seen if seen is not None and seen.present else None
    new = Ban.new(community_id, user_id, reason=reason, actor_id=actor_id, created_at=now())
    with transaction() as tx:
        outlaw = Member.of(community_id, user_id, present=False, banned=True)
        tx.save(outlaw, _still(member) if member else Member.pk.does_not_exist())
        tx.save(new)
        if member:
            _leave(tx, community_id, user_id)
        _raise_removals(tx, community_id)
        tx.emit(
            MemberBanned(
                community_id=community_id,
                user_id=user_id,
                actor_id=actor_id,
                membership_id=member.membership_id if member else None,
                ban_id=new.ban_id,
            )
        )
        was = audit.values(member, TOLD) if member else None
        banned = {"ban_id": new.ban_id, "reason": reason}
        audit.record(tx, by, Act.MEMBER_BANNED, user_id, before=was, after=banned)
        along(tx)


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


def _still(member: Member) -> Condition:
    """They are a member, by the same membership: not gone and back since they were looked at."""
    seen = member.membership_id
    same = Member.membership_id == seen if seen else Member.membership_id.does_not_exist()
    still: Condition = (Member.present == True) & same  # noqa: E712 - a pynamodb condition
    return still


def _leave(tx: Transaction, community_id: str, user_id: str) -> None:
    tx.delete(Joined.of(community_id, user_id))
    stays = Community.alive() & (Community.owner_id != user_id)  # nor was it handed to them
    tx.update(Community.of(community_id), [Community.member_count.add(-1)], stays)


def _raise_removals(tx: Transaction, community_id: str) -> None:
    tx.update(Version.of(community_id), [Version.m.add(1)], Version.pk.exists(), refused=NotFound)
