"""op focus: the channels a client looks at from now on."""

from commons.errors import NotFound
from commons.frames import Socket
from commons.protocol import FocusOk
from commons.published import ACCESS, DIRECTS, THREADS, stream_reader
from commons.sockets import socket_action

from .. import focusing
from ..errors import CursorBeyondEnd
from ..models import Connection, Focus, Online
from ..schemas import FocusFrame


@socket_action(
    "focus",
    answers="focus_ok",
    problems=(CursorBeyondEnd, NotFound),
    writes=(Connection, Focus, Online),
    uses=(ACCESS, DIRECTS, THREADS, stream_reader("messages"), stream_reader("communities")),
)
def focus(d: FocusFrame, socket: Socket) -> FocusOk:
    """Look at these channels and at no others."""
    channels, refused = focusing.look_at(socket, d.channels, d.cursors)
    return {"channels": channels, "refused": refused}
