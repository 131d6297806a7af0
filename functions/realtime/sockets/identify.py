"""op identify: who is there, what they have seen, what they look at."""

from commons import access, gateway
from commons.errors import NotFound
from commons.frames import Socket
from commons.protocol import FocusOk
from commons.published import ACCESS, ACCOUNTS, DIRECTS, THREADS, stream_reader
from commons.sockets import socket_action
from commons.streams import OWNERS

from .. import focusing, hearing, online, presence, welcome
from ..errors import AlreadyIdentified, CursorBeyondEnd
from ..models import Connection, Due, Focus, Online, Pending, Presence, UserSocket, Window
from ..schemas import Identify


@socket_action(
    "identify",
    identified=False,
    problems=(AlreadyIdentified, CursorBeyondEnd, NotFound),
    writes=(Connection, Due, Focus, Online, Pending, Presence, UserSocket, Window),
    uses=(ACCESS, ACCOUNTS, DIRECTS, THREADS, *map(stream_reader, sorted({*OWNERS.values()}))),
)
def identify(d: Identify, socket: Socket) -> None:
    """Greet, tell where the user stands everywhere, then replay what each focus has missed.

    Where channels are refused, a ``focus_ok`` says which.
    """
    first = (Connection.identified == False) & Connection.pk.exists()  # noqa: E712 - pynamodb
    Connection.of(socket.connection_id).change(
        [Connection.identified.set(True)], first, refused=AlreadyIdentified
    )
    Pending.of(socket.connection_id).delete()
    Due.of(socket.connection_id, int(socket.row["opened_at_ms"])).save()
    gateway.post(socket.connection_id, gateway.frame("hello", welcome.hello(socket.connection_id)))
    # Before it is told where it stands: whatever comes after that is told as ``unread``.
    online.appear(socket, access.communities_of(socket.user_id))
    gateway.post(socket.connection_id, gateway.frame("ready", welcome.ready(socket.user_id)))
    hearing.follow(socket, d.cursors)
    channels, refused = focusing.look_at(socket, d.focus, d.cursors)
    presence.came(socket)
    if refused:
        told: FocusOk = {"channels": channels, "refused": refused}
        gateway.post(socket.connection_id, gateway.frame("focus_ok", told))
