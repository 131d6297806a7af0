"""DELETE /communities/{community_id}/members/me/age-confirmation"""

from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import transaction
from commons.web import Caller

from ..models.access import Version
from ..models.members import Member


@endpoint(
    "DELETE /communities/{community_id}/members/me/age-confirmation",
    permission=Permission.VIEW,
    status=204,
    writes=(Member, Version),
)
async def withdraw_age(community_id: str, caller: Caller) -> None:
    """Take that back: age-restricted channels are closed again, on the next request."""
    present = Member.present == True  # noqa: E712 - a pynamodb condition
    with transaction() as tx:
        member = Member.of(community_id, caller.user_id)
        tx.update(member, [Member.adult.set(False)], present, refused=NotFound)
        tx.update(Version.of(community_id), [Version.m.add(1)], Version.pk.exists())
