"""op signal: something ephemeral, told to whoever looks. Not answered."""

from commons.frames import Socket
from commons.permissions import Permission
from commons.published import ACCESS, DIRECTS, THREADS
from commons.sockets import socket_action

from .. import signalling, sockets_of
from ..models import Connection, Focus, UserSocket
from ..schemas import SignalFrame


@socket_action(
    "signal",
    permission=Permission.SEND_MESSAGES,
    reads=(Connection, Focus, UserSocket),
    writes=sockets_of.WRITES,
    uses=(ACCESS, DIRECTS, THREADS),
    posts=True,
)
def signal(d: SignalFrame, socket: Socket) -> None:
    """Say that one types in a channel."""
    assert socket.standing is not None
    signalling.typing(socket.standing)
