"""communities.MemberRemoved: the seats of the membership that has ended are free."""

from commons.contracts.communities.calendar import RsvpChanged
from commons.contracts.communities.members import MemberRemoved
from commons.events import consumer

from .. import rsvps
from ..models.calendar import Answered, Rsvp, Seats


@consumer(
    MemberRemoved,
    reads=(Answered, Rsvp, Seats),
    writes=rsvps.WRITES,
    emits=(RsvpChanged,),
    timeout_s=60,
)
def on_member_removed_free_seats(event: MemberRemoved) -> None:
    """Take back what they answered; what a later membership said stays."""
    rsvps.withdraw_all(event.community_id, event.user_id, event.membership_id)
