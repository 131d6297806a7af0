"""$disconnect: a socket is gone."""

from typing import Any

from commons.sockets import socket_action

from .. import sockets_of
from ..models import Connection


@socket_action("$disconnect", reads=(Connection,), writes=sockets_of.WRITES, posts=True)
def disconnect(event: dict[str, Any]) -> None:
    """Forget it. API Gateway does this on a best effort: rows of the lost expire."""
    sockets_of.forget(event["requestContext"]["connectionId"])
