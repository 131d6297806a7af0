"""op hb: the client is alive."""

from commons.frames import Socket
from commons.protocol import HbAck
from commons.sockets import socket_action


@socket_action("hb", answers="hb_ack", identified=False)
def hb(d: dict[str, object], socket: Socket) -> HbAck:
    """Answer, so that the client knows the socket is alive too."""
    return {}
