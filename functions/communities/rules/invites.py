"""Which invites may be used. No I/O: these take records and raise, or return."""

from __future__ import annotations

from commons.clock import now_s

from ..errors import InviteExpired, InviteUsedUp
from ..models.invites import Invite


def check_usable(invite: Invite) -> None:
    """Raise when the invite has expired or is used up."""
    if 0 < invite.expires_at_s <= now_s():
        raise InviteExpired
    if 0 < invite.max_uses <= invite.uses:
        raise InviteUsedUp
