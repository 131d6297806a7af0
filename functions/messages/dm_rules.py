"""Who may talk to whom, and what people of a group may do. No I/O: these raise, or return."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from commons.access import Standing
from commons.bounds import Bound
from commons.direct import DM, GROUP, OPEN, RIGHTS
from commons.errors import NotFound
from commons.permissions import Permission

from .dms import Person, Tie
from .errors import CannotMessage, LimitReached, NotAbove, NotARequest, OnlyText

if TYPE_CHECKING:
    from .rules import Mentioning

MAX_REQUESTS = Bound(50, "requests_per_user", "Message requests that nobody has answered yet.")
BLOCKED = "blocked"
#: A friend, or somebody who has asked to be one.
KNOWN = {"friend", "outgoing"}
HIGHEST = {"member": 0, "admin": 1, "owner": 2}


def is_known(theirs: Tie) -> bool:
    """Whether they want to hear from one, by their own word."""
    return theirs.relation in KNOWN


def check_may_begin(mine: Tie, theirs: Tie, unanswered: int = 0) -> None:
    """Raise when either blocks the other; or when too many have not answered, which looks alike."""
    if BLOCKED in (mine.relation, theirs.relation) or unanswered >= MAX_REQUESTS:
        raise CannotMessage


def check_request(state: str) -> None:
    """Raise when it was accepted already."""
    if state == OPEN:
        raise NotARequest


def check_direct(standing: Standing) -> None:
    """Raise NotFound for a channel of a community."""
    if standing.channel_type not in (DM, GROUP):
        raise NotFound


def check_group(standing: Standing) -> None:
    """Raise unless it is a group: two people stay two, and nobody else ever reads them."""
    check_direct(standing)
    if standing.channel_type == DM:
        standing.check_holds(int(Permission.MANAGE_CHANNELS))


def check_text(standing: Standing, body: Mentioning) -> None:
    """Raise when a request that is not accepted holds more than text."""
    if not is_asking(standing):
        return
    named = body.mentions is not None and (body.mentions.users or body.mentions.everyone)
    if named or any(getattr(body, more, None) for more in ("poll", "forward")):
        raise OnlyText


def is_asking(standing: Standing) -> bool:
    """Whether it is a request that the other has not accepted."""
    return bool(getattr(standing.channel, "asking", False))


def check_role(standing: Standing, actor: Person, role: str) -> None:
    """Raise when who acts is less in the group by now than it takes."""
    if HIGHEST[actor.role] < HIGHEST[role]:
        replace(standing, permissions=int(RIGHTS[actor.role])).check_holds(int(RIGHTS[role]))


def check_room(members: int, most: int) -> None:
    """Raise when one more person would be too many."""
    if members >= most:
        raise LimitReached


def check_above(actor: Person, target: Person) -> None:
    """Raise unless the actor runs the group and stands above the target."""
    if HIGHEST[actor.role] <= HIGHEST[target.role]:
        raise NotAbove
