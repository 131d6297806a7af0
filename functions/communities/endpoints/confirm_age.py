"""PUT /communities/{community_id}/members/me/age-confirmation"""

from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import transaction
from commons.web import Caller

from ..models.members import Member


@endpoint(
    "PUT /communities/{community_id}/members/me/age-confirmation",
    permission=Permission.VIEW,
    status=204,
    writes=(Member,),
)
async def confirm_age(community_id: str, caller: Caller) -> None:
    """Say that one is old enough for this community's age-restricted channels."""
    present = Member.present == True  # noqa: E712 - a pynamodb condition
    with transaction() as tx:
        member = Member.of(community_id, caller.user_id)
        tx.update(member, [Member.adult.set(True)], present, refused=NotFound)
