"""Who may be removed. No I/O: these take records and raise, or return."""

from __future__ import annotations

from ..errors import OwnerCannotLeave


def check_removable(user_id: str, owner_id: str) -> None:
    """Raise when the user may not leave or be removed."""
    if user_id == owner_id:
        raise OwnerCannotLeave
