"""Who owns a community, and who can. No I/O."""

from __future__ import annotations

from commons.clock import now_s

from ..errors import CannotOwn, NotTheOwner
from ..models.community import Community
from ..models.members import Member


def check_owner(community: Community, user_id: str) -> None:
    """Raise unless it is theirs: a permission is not enough."""
    if community.owner_id != user_id:
        raise NotTheOwner


def check_heir(heir: Member | None, owner_id: str) -> Member:
    """The member who can own the community next. Raises CannotOwn."""
    if heir is None or not heir.present or not heir.whole or heir.user_id == owner_id:
        raise CannotOwn
    if int(heir.timeout_until or 0) > now_s():
        raise CannotOwn
    return heir
