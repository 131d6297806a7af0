"""When it is time, roles that end by their date are taken from whoever holds them."""

from commons.contracts.communities.members import MemberUpdated
from commons.jobs import job
from commons.transactions import settle

from .. import endings
from ..models.members import Member


@job(reads=(Member,), writes=(Member,), emits=(MemberUpdated,))
def end_roles(community_id: str, user_id: str, at_s: int) -> None:
    """Take what is over; the event that tells it sees to the next end."""
    settle(lambda: endings.end(community_id, user_id, at_s))
