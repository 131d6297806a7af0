"""auth.SessionRevoked: the sockets of a session end with it."""

from commons.closing import SessionEnded
from commons.contracts.auth import SessionRevoked
from commons.events import consumer

from .. import sockets_of
from ..models import Connection, UserSocket


@consumer(
    SessionRevoked,
    problems=(SessionEnded,),
    reads=(Connection, UserSocket),
    writes=sockets_of.WRITES,
    posts=True,
)
def on_session_revoked(event: SessionRevoked) -> None:
    """Close the session's sockets."""
    sockets_of.end_all(event.user_id, SessionEnded(), session_id=event.session_id)
