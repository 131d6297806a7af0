"""Who may know of a circle, and who may come in. No I/O: these take records and raise, or return.

A visible circle is known to whoever sees the community. A secret one is known to who is in it and
to who may manage circles, the owner and administrators among them; to everybody else it is absent.
"""

from __future__ import annotations

from commons.access import Standing
from commons.bounds import Bound
from commons.entitlements import Entitlements
from commons.errors import NotFound
from commons.permissions import Permission

from ..errors import CircleFull, CircleIsManaged, EntitlementRequired, LimitReached, NoSuchTier
from ..models.circles import Circle
from ..models.members import Member
from .members import MAX_CIRCLES as MAX_OF_ONE

MAX_PER_COMMUNITY = Bound(100, "circles_per_community", "Circles in one community.")


def knows_of(standing: Standing, circle: Circle) -> bool:
    """Whether somebody may learn that there is this circle."""
    return (
        circle.visibility == "visible"
        or is_in(standing, circle)
        or standing.may(Permission.MANAGE_CIRCLES)
    )


def is_in(standing: Standing, circle: Circle) -> bool:
    """Whether somebody is in a circle."""
    return standing.present and circle.circle_id in standing.member.circles


def check_knows_of(standing: Standing, circle: Circle) -> None:
    """Raise NotFound to who may not know of a circle."""
    if not knows_of(standing, circle):
        raise NotFound


def check_lists(standing: Standing, circle: Circle) -> None:
    """Raise unless somebody is in the circle or manages circles: nobody else learns who is."""
    if not is_in(standing, circle):
        standing.check_holds(Permission.MANAGE_CIRCLES)


def check_tier(entitlements: Entitlements, community_id: str, tier_id: str | None) -> None:
    """Raise NoSuchTier unless the community sells the tier, if there is one."""
    if tier_id is not None and not entitlements.sells(community_id, tier_id):
        raise NoSuchTier


def check_may_bring(standing: Standing, circle: Circle, user_id: str) -> None:
    """Raise unless the caller may bring the user in: themselves where it is open, else managers."""
    if standing.may(Permission.MANAGE_CIRCLES):
        return
    if user_id != standing.user_id:
        standing.check_holds(Permission.MANAGE_CIRCLES)
    if circle.join == "managed":
        raise CircleIsManaged


def check_room(circle: Circle, member: Member | None) -> None:
    """Raise unless there is a place in the circle, and room for it with the member."""
    if circle.max_members is not None and circle.member_count >= circle.max_members:
        raise CircleFull
    if member is not None and len(member.circles or ()) >= MAX_OF_ONE:
        raise LimitReached


def check_entitled(entitlements: Entitlements, circle: Circle, user_id: str) -> None:
    """Raise EntitlementRequired unless the user holds the circle's tier, if it has one."""
    tier_id = circle.tier_id
    if tier_id and not entitlements.holds(user_id, circle.community_id, tier_id):
        raise EntitlementRequired
