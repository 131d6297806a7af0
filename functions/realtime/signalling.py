"""Signals: told to whoever looks, now or never. Nothing is stored, and nothing is told again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commons import gateway
from commons.access import Standing
from commons.bounds import Bound
from commons.clock import now_s
from commons.streams import channel_stream
from commons.streams.hearers import hearers, names_hearers

from . import admitting, hearing, sockets_of
from .focusing import still_admitted
from .models import Focus

if TYPE_CHECKING:
    from commons.protocol import Signal

TYPING_S = Bound(10, "typing_seconds", "How long a client shows that somebody types.")
MAX_VIEWERS = Bound(500, "typing_viewers", "Sockets in a channel beyond which typing is not told.")


def typing(standing: Standing) -> None:
    """Tell everybody else who looks at a channel that somebody types there.

    In a crowd nobody is told: it would cost a post for each of them, and nobody could read it.
    """
    channel_id = str(standing.channel_id)
    stream = channel_stream(channel_id)
    if names_hearers(stream):
        others_of_it = (one for one in hearers(stream) if one != standing.user_id)
        hearing.post(hearing.sockets(others_of_it), gateway.frame("signal", _told(standing)))
        return
    others = [one for one in Focus.list(stream) if one.user_id != standing.user_id]
    if len(others) > MAX_VIEWERS:
        return
    doubtful = [one for one in others if not one.is_of(standing.version, now_s())]
    crowd = admitting.crowd(stream, [one.user_id for one in doubtful]) if doubtful else None
    viewers = still_admitted(stream, others, doubtful, crowd)
    frame = gateway.frame("signal", _told(standing))
    for connection_id in gateway.post_all([one.connection_id for one in viewers], frame):
        sockets_of.forget(connection_id)


def _told(standing: Standing) -> Signal:
    return {
        "type": "typing",
        "channel_id": str(standing.channel_id),
        "user_id": standing.user_id,
        "expires_in": int(TYPING_S),
    }
