"""Who may be removed, and how much one member can have. No I/O.

The bounds keep a member's row below 4 KB: every permission check reads it in one unit.
"""

from __future__ import annotations

from commons.bounds import Bound
from commons.errors import NotFound

from ..errors import InviteRequired, OwnerCannotLeave
from ..models.members import Member

MAX_ROLES = Bound(40, "roles_per_member", "Roles of one member.")
MAX_TEMPORARY = Bound(15, "temporary_roles_per_member", "Roles of one member that end by a date.")
MAX_CIRCLES = Bound(20, "circles_per_member", "Circles of one community that one member is in.")
MAX_CHANNELS_GRANTED = Bound(20, "channels_per_onboarding", "Channels one member was granted.")


def check_inside(seen: Member | None) -> None:
    """Raise unless they are a member: nobody comes into a private community by themselves."""
    if seen is None or not seen.present:
        raise NotFound
    if not seen.whole:
        raise InviteRequired


def check_removable(user_id: str, owner_id: str) -> None:
    """Raise when the user may not leave or be removed."""
    if user_id == owner_id:
        raise OwnerCannotLeave
