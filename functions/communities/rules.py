"""What may happen in a community. No I/O: these take records and raise, or return."""

from commons.clock import now_s

from .errors import InviteExpired, InviteUsedUp, OwnerCannotLeave
from .models import Invite

MAX_CHANNELS = 500


def check_usable(invite: Invite) -> None:
    """Raise when the invite has expired or is used up."""
    if 0 < invite.expires_at_s <= now_s():
        raise InviteExpired
    if 0 < invite.max_uses <= invite.uses:
        raise InviteUsedUp


def check_removable(user_id: str, owner_id: str) -> None:
    """Raise when the user may not leave or be removed."""
    if user_id == owner_id:
        raise OwnerCannotLeave
