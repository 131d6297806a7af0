"""What may happen in a community. No I/O: these take records and raise, or return."""

from commons.bounds import Bound
from commons.clock import now_s

from .errors import InviteExpired, InviteUsedUp, NotACategory, OwnerCannotLeave
from .models import Channel, Invite

MAX_CHANNELS = Bound(500, "channels_per_community", "Channels in one community.")


def check_usable(invite: Invite) -> None:
    """Raise when the invite has expired or is used up."""
    if 0 < invite.expires_at_s <= now_s():
        raise InviteExpired
    if 0 < invite.max_uses <= invite.uses:
        raise InviteUsedUp


def check_parent(parent: Channel, child_type: str) -> None:
    """Raise unless the parent is a category and the child is none."""
    if parent.type != "category" or child_type == "category":
        raise NotACategory


def check_removable(user_id: str, owner_id: str) -> None:
    """Raise when the user may not leave or be removed."""
    if user_id == owner_id:
        raise OwnerCannotLeave
