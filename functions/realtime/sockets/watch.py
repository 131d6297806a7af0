"""op watch: the members of a community that a client shows just now."""

from commons import access
from commons.errors import NotFound
from commons.frames import Socket
from commons.protocol import Watching
from commons.published import ACCESS
from commons.sockets import socket_action

from .. import presence
from ..models import Connection, Presence, Window
from ..schemas import WatchFrame


@socket_action(
    "watch",
    answers="watching",
    problems=(NotFound,),
    reads=(Presence,),
    writes=(Connection, Window),
    uses=(ACCESS,),
)
def watch(d: WatchFrame, socket: Socket) -> Watching:
    """Tell this socket how these members are, and whenever that changes. Others are left out."""
    crowd = access.crowd(d.community_id, [socket.user_id, *d.user_ids])
    if not crowd.is_inside(socket.user_id):
        raise NotFound
    members = [one for one in d.user_ids if crowd.is_inside(one)]
    return {"presences": presence.window(socket, d.community_id, members)}
