"""op read: how far a channel has been read. Not answered."""

from commons.frames import Socket
from commons.permissions import Permission
from commons.published import stream_writer
from commons.sockets import socket_action

from .. import reading
from ..schemas import ReadFrame


@socket_action(
    "read",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    uses=(stream_writer("messages"),),
)
def read(d: ReadFrame, socket: Socket) -> None:
    """Move the reader's position; it never moves back."""
    reading.move(socket.user_id, d.channel_id, d.seq)
