"""communities.MemberRemoved: who left or was kicked hears nothing more of that community."""

from commons.contracts.communities.members import MemberRemoved
from commons.events import consumer

from .. import sockets_of
from ..errors import AccessChanged
from ..models import Connection, UserSocket


@consumer(
    MemberRemoved,
    problems=(AccessChanged,),
    reads=(Connection, UserSocket),
    writes=sockets_of.WRITES,
    posts=True,
)
def on_member_removed(event: MemberRemoved) -> None:
    """Close the sockets they had then; they come back to what is left to them."""
    sockets_of.end_all(event.user_id, AccessChanged(), opened_by_ms=event.at_ms)
