"""$default: a frame that is not JSON, or has no op we know."""

from commons.frames import BadOp, Socket
from commons.sockets import socket_action


@socket_action("$default", identified=False)
def unknown_op(d: dict[str, object], socket: Socket) -> None:
    """Refuse."""
    raise BadOp
