"""communities.MemberUpdated: the next end of their roles is scheduled."""

from commons.contracts.communities.members import MemberUpdated
from commons.events import consumer

from .. import endings
from ..models.members import Member


@consumer(MemberUpdated, reads=(Member,), schedules=(endings.JOB,))
def on_member_updated(event: MemberUpdated) -> None:
    """Schedule it, as the table says now."""
    endings.follow(event.community_id, event.user_id)
