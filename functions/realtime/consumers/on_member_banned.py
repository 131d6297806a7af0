"""communities.MemberBanned: the banned hear nothing more."""

from commons.contracts.communities.members import MemberBanned
from commons.events import consumer

from .. import sockets_of
from ..errors import AccessChanged
from ..models import Connection, UserSocket


@consumer(
    MemberBanned,
    problems=(AccessChanged,),
    reads=(Connection, UserSocket),
    writes=sockets_of.WRITES,
    posts=True,
)
def on_member_banned(event: MemberBanned) -> None:
    """Close the sockets they had then; they come back to what is left to them."""
    sockets_of.end_all(event.user_id, AccessChanged(), opened_by_ms=event.at_ms)
