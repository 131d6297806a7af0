"""Undoing a raid: everyone below a root of the trust tree goes, in steps that may be repeated.

Somebody is removed first, and only then are those looked for whom they let in. An invite lets
nobody in once its maker's membership has ended or the invite is revoked (both are conditions of
the join), so nobody who joins meanwhile is missed, and each user is looked at once. What becomes of
somebody is written in the transaction that removes them: a step that died and comes again removes
nobody twice and counts nobody twice.
"""

from __future__ import annotations

from functools import partial
from itertools import batched

from commons import access, resolver
from commons.access import Standing
from commons.access_rows import membership as membership_of
from commons.clock import now, now_s
from commons.contracts.communities.raids import RaidStepDue
from commons.errors import MissingPermission, NotAllowed, NotFound
from commons.permissions import Permission
from commons.transactions import Conflict, Transaction, settle, transaction

from . import audit, invites, membership
from .audit import Act, By
from .models.invites import CommunityInvite, Invite
from .models.members import Member
from .models.raids import Outcome, Raid, RaidMember, State
from .models.trust import Invited

NEEDED = {"kick": Permission.KICK_MEMBERS, "ban": Permission.BAN_MEMBERS}
BEGIN_WRITES = (Raid, RaidMember, *audit.AUDIT_WRITES)
STEP_READS = (
    *(Raid, RaidMember, Invited, Member, CommunityInvite),
    *(*membership.READS, *audit.AUDIT_READS),
)
STEP_WRITES = (Raid, RaidMember, Invite, CommunityInvite, *membership.REMOVE_WRITES)
#: How many are looked at in one step: a few seconds.
STEP = 50
AT_ONCE = 40
#: Those who may go on inviting unless their invites are revoked.
STAY = (Outcome.ROOT, Outcome.LEFT_OUT)


class Stopped(Exception):
    """Whoever began it may not remove anybody any more."""


def begin(tx: Transaction, by: By, raid: Raid, root: RaidMember) -> None:
    """Add a raid to a transaction, and tell that its first step is due."""
    tx.create(raid)
    tx.create(root)
    tx.emit(_due(raid, 0))
    if not raid.preview:
        asked = audit.values(raid, ("action", "root_id", "invite_id", "since", "revoke_invites"))
        audit.record(tx, by, Act.RAID_UNDONE, raid.root_id, after={"raid_id": raid.raid_id} | asked)


def step(community_id: str, raid_id: str, number: int) -> None:
    """Do one step, unless it was done; then the next is due, or it is over."""
    raid = Raid.load(community_id, raid_id)
    if raid.state != State.RUNNING or raid.step != number:
        return
    some = RaidMember.undone(raid, STEP)
    try:
        for one in some:
            if settle(partial(_decide, raid, one.user_id)) in STAY:
                _close_doors(raid, one.user_id)
            settle(partial(_spread, raid, one.user_id))
    except Stopped:
        _move(raid, State.STOPPED)
    else:
        if not some:
            _sweep(raid)
        _move(raid, State.RUNNING if some else State.DONE)


def _decide(raid: Raid, user_id: str) -> str:
    """Remove somebody, or note why not. Raises Stopped."""
    one = RaidMember.read(raid, user_id)
    if one.outcome is not None:
        return one.outcome
    by = By(raid.community_id, raid.actor_id, raid.reason)
    member, standing = Member.find(by.community_id, user_id), _standing(raid)
    spared = _spared(raid, one, member, standing)
    outcome = spared or Outcome.REMOVED
    note = partial(_note, raid=raid, one=one, outcome=outcome)
    if spared is not None:
        with transaction() as tx:
            note(tx)
        return outcome
    try:
        if raid.action == "kick":
            membership.remove(by, user_id, standing, along=note)
        elif not membership.ban(by, user_id, standing, reason=raid.reason, along=note):
            raise Conflict  # somebody else has banned them just now
    except (NotFound, NotAllowed):  # they left just now, or one of the two stands elsewhere
        raise Conflict from None
    return outcome


def _standing(raid: Raid) -> Standing:
    """The standing of whoever undoes the raid, now. Raises Stopped."""
    try:
        standing = access.standing(raid.actor_id, community_id=raid.community_id)
        standing.check(NEEDED[raid.action])
    except (NotFound, MissingPermission):
        raise Stopped from None
    return standing


def _spared(
    raid: Raid, one: RaidMember, member: Member | None, standing: Standing
) -> Outcome | None:
    """What becomes of somebody who is not removed; None when they are."""
    if one.user_id == standing.community.owner_id or one.user_id == standing.user_id:
        return Outcome.LEFT_OUT
    if member is None or not member.present:
        gone = raid.action == "kick" or (member is not None and member.banned)
        return Outcome.GONE if gone else Outcome.FOUND if raid.preview else None
    if raid.action == "kick" and member.membership_id != one.membership_id:
        return Outcome.GONE
    seen = membership_of(one.user_id, member.attribute_values)
    if resolver.rank(standing.community, seen, now_s()) >= standing.rank:
        return Outcome.LEFT_OUT
    return Outcome.FOUND if raid.preview else None


def _note(tx: Transaction, *, raid: Raid, one: RaidMember, outcome: Outcome) -> None:
    tx.update(one, [RaidMember.outcome.set(outcome)], RaidMember.outcome.does_not_exist())
    counters = {Outcome.REMOVED: Raid.removed, Outcome.LEFT_OUT: Raid.left_out}
    if outcome in counters:
        tx.update(raid, [counters[outcome].add(1)], Raid.pk.exists())


def _close_doors(raid: Raid, user_id: str) -> None:
    """Revoke the invites of somebody; of an invite's maker who stays, that invite alone."""
    if raid.preview or not raid.revoke_invites:
        return
    only = raid.invite_id if user_id == raid.root_id else None
    theirs = [
        entry
        for entry in CommunityInvite.list(raid.community_id)
        if entry.inviter_id == user_id and only in (None, entry.invite_id)
    ]
    invites.revoke(By(raid.community_id, raid.actor_id, raid.reason), theirs)


def _sweep(raid: Raid) -> None:
    """Take the invites of those who were removed out of the list; they let nobody in any more."""
    if raid.preview or not raid.revoke_invites:
        return
    removed = {one.user_id for one in RaidMember.who(raid, Outcome.REMOVED)}
    listed = CommunityInvite.list(raid.community_id)
    dead = [entry for entry in listed if entry.inviter_id in removed]
    invites.revoke(By(raid.community_id, raid.actor_id, raid.reason), dead)


def _spread(raid: Raid, user_id: str) -> None:
    """Find those whom somebody let in; then they need not be looked at again."""
    only = raid.invite_id if user_id == raid.root_id else None
    came = {
        row.user_id: row.membership_id
        for row in Invited.by(raid.community_id, user_id)
        if row.joined_at >= (raid.since or "") and only in (None, row.invite_id)
    }
    known = RaidMember.known(raid, came)
    for some in batched([who for who in came if who not in known], AT_ONCE):
        with transaction() as tx:
            for who in some:
                new = RaidMember.of(raid, who, membership_id=came[who], waiting=True)
                tx.create(new)
            tx.update(raid, [Raid.found.add(len(some))], Raid.pk.exists())
    with transaction() as tx:
        tx.update(RaidMember.of(raid, user_id), [RaidMember.waiting.remove()])


def _move(raid: Raid, state: State) -> None:
    """To the next step, or to the end; whoever is slower does nothing."""
    number = int(raid.step)
    change = [Raid.step.set(number + 1), Raid.state.set(state)]
    if state != State.RUNNING:
        change.append(Raid.finished_at.set(now()))
    try:
        with transaction() as tx:
            tx.update(raid, change, Raid.step == number)
            if state == State.RUNNING:
                tx.emit(_due(raid, number + 1))
    except Conflict:  # the step was delivered twice, and the other was faster
        return


def _due(raid: Raid, number: int) -> RaidStepDue:
    return RaidStepDue(community_id=raid.community_id, raid_id=raid.raid_id, step=number)
