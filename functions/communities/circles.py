"""Coming into a circle and going, with all that follows, in one transaction each.

Whoever is in a community's circles only is a member whose ``whole`` is false: they see those
circles' channels and no others. Their membership begins with the first circle and ends with the
last.
"""

from __future__ import annotations

from typing import Any

from commons import access
from commons.access import Standing
from commons.contracts.communities.circles import CircleCreated, CircleMemberAdded, CircleUpdated
from commons.entitlements import ByRole
from commons.errors import NotFound
from commons.permissions import Permission
from commons.transactions import Transaction, transaction

from . import audit, membership, seats
from .audit import Act, By
from .models.access import Version
from .models.circles import Circle, Seat
from .models.invites import Invite
from .models.members import Member
from .rules.circles import check_entitled, check_knows_of, check_may_bring, check_room
from .schemas.circles import CircleOut

ENTER_WRITES = (Version, *membership.JOIN_WRITES, *seats.WRITES, *audit.AUDIT_WRITES)


def load(standing: Standing, circle_id: str) -> Circle:
    """The circle. Raises NotFound to who may not know of it."""
    circle = Circle.load(standing.community_id, circle_id)
    check_knows_of(standing, circle)
    return circle


def managed(standing: Standing, circle_id: str) -> Circle:
    """The same for its managers. Raises MissingPermission to who may only know of it."""
    circle = load(standing, circle_id)
    standing.check_holds(Permission.MANAGE_CIRCLES)
    return circle


def shown(circle: Circle, standing: Standing) -> CircleOut:
    """The circle as the caller sees it."""
    return CircleOut.of(circle, joined=circle.circle_id in standing.member.circles)


def bring(by: By, standing: Standing, circle_id: str, user_id: str) -> None:
    """Somebody comes in, or is brought in by a manager; whoever is in stays.

    Raises NotFound: also for who is no member, unless it is the caller, who sees the circle.
    """
    circle = load(standing, circle_id)
    check_may_bring(standing, circle, user_id)
    seen = Member.find(by.community_id, user_id)
    present = seen if seen is not None and seen.present else None
    if present is not None and circle_id in (present.circles or ()):
        return
    if present is None and (user_id != by.actor_id or seen is not None):
        raise NotFound
    check_room(circle, present)
    theirs = access.standing(user_id, community_id=by.community_id)
    theirs.check(Permission.VIEW)
    check_entitled(ByRole(theirs), circle, user_id)
    with transaction() as tx:
        if present is None:  # the community is still one that strangers see
            tx.check(Version.of(by.community_id), Version.is_still(theirs.version))
        enter(tx, circle, user_id, present, actor_id=by.actor_id)
        if user_id != by.actor_id:
            about = {"circle_id": circle_id}
            audit.record(tx, by, Act.CIRCLE_MEMBER_ADDED, user_id, after=about)


def enter(
    tx: Transaction,
    circle: Circle,
    user_id: str,
    member: Member | None,
    *,
    actor_id: str,
    invite: Invite | None = None,
) -> Member:
    """Take a place in a circle; the membership begins with it when there is none.

    member: the user's row, if they are one. invite: by which a membership begins. Their row as it
    will be. The commit raises Conflict when places or the row changed since: look again.
    """
    seat = Seat.new(circle.circle_id, user_id)
    free = Circle.max_members.does_not_exist() | (Circle.member_count < Circle.max_members)
    tx.update(circle, [Circle.member_count.add(1)], Circle.pk.exists() & free)
    tx.create(seat)
    tx.emit(
        CircleMemberAdded(
            community_id=circle.community_id,
            circle_id=circle.circle_id,
            user_id=user_id,
            actor_id=actor_id,
            seat_id=seat.seat_id,
            joined_at=seat.joined_at,
        )
    )
    if member is None:
        return membership.begin_in(tx, circle.community_id, user_id, circle.circle_id, invite)
    unchanged = membership.still(member)
    member.circles = [*(member.circles or ()), circle.circle_id]
    tx.update(member, [Member.circles.set(member.circles)], unchanged)
    return member


def part(by: By, standing: Standing, circle_id: str, user_id: str) -> None:
    """Somebody leaves a circle, or is removed from above. Raises NotFound, RoleTooHigh."""
    circle = load(standing, circle_id)
    if user_id != by.actor_id:
        standing.check_holds(Permission.MANAGE_CIRCLES)
    member = Member.load(by.community_id, user_id)
    if circle.circle_id not in (member.circles or ()):
        raise NotFound
    if user_id != by.actor_id:
        standing.check_above(access.standing(user_id, community_id=by.community_id).rank)
    with transaction() as tx:
        membership.quit_one(tx, member, circle_id, actor_id=by.actor_id)
        if user_id != by.actor_id:
            about = {"circle_id": circle_id}
            audit.record(tx, by, Act.CIRCLE_MEMBER_REMOVED, user_id, before=about)


def created(circle: Circle) -> CircleCreated:
    """The event of a new circle."""
    return CircleCreated(created_at=circle.created_at, **_said(circle))


def updated(circle: Circle) -> CircleUpdated:
    """The event of an edited circle: all that can be edited."""
    return CircleUpdated(revision=int(circle.revision), **_said(circle))


def _said(circle: Circle) -> dict[str, Any]:
    return {
        "community_id": circle.community_id,
        "circle_id": circle.circle_id,
        "name": circle.name,
        "description": circle.description,
        "visibility": circle.visibility,
        "join": circle.join,
        "tier_id": circle.tier_id,
        "max_members": int(circle.max_members) if circle.max_members else None,
    }
