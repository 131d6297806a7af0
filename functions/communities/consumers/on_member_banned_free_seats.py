"""communities.MemberBanned: the seats of the membership that has ended are free."""

from commons.contracts.communities.calendar import RsvpChanged
from commons.contracts.communities.members import MemberBanned
from commons.events import consumer

from .. import rsvps
from ..models.calendar import Answered, Rsvp, Seats


@consumer(
    MemberBanned,
    reads=(Answered, Rsvp, Seats),
    writes=rsvps.WRITES,
    emits=(RsvpChanged,),
    timeout_s=60,
)
def on_member_banned_free_seats(event: MemberBanned) -> None:
    """Take back what they answered; what a later membership said stays."""
    rsvps.withdraw_all(event.community_id, event.user_id, event.membership_id)
