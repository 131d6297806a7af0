"""$default: a frame that is not JSON, or has no op we know."""

from commons.closing import BadOp
from commons.frames import Socket
from commons.sockets import socket_action


@socket_action("$default", identified=False, problems=(BadOp,))
def unknown_op(d: dict[str, object], socket: Socket) -> None:
    """Refuse."""
    raise BadOp
