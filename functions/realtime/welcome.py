"""What a client is told when it has identified itself: ``hello``, then ``ready``."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from commons import access, direct, taken_part, threads
from commons.accounts import find_accounts
from commons.clock import now_ms, rfc3339
from commons.frames import MAX_FRAME
from commons.read_states import read_states
from commons.wire import encode

if TYPE_CHECKING:
    from commons.protocol import ChannelState, Hello, Ready, ReadyCommunity

HEARTBEAT_MS = 240_000
MAX_READY = 24_000
#: What DMs may take of it; what does not fit is fetched by ``GET /dms`` and ``GET /read-states``.
MAX_DMS = 8_000
#: API Gateway ends a socket after 120 minutes; clients leave earlier, not all at once.
RECONNECT_MINUTES = (105, 115)


def hello(connection_id: str) -> Hello:
    """How to use this socket, and when to open the next."""
    lasts_ms = int(random.uniform(*RECONNECT_MINUTES) * 60_000)
    return {
        "connection_id": connection_id,
        "heartbeat_ms": HEARTBEAT_MS,
        "max_frame": MAX_FRAME,
        "reconnect_at": rfc3339(now_ms() + lasts_ms),
    }


def ready(user_id: str) -> Ready:
    """The user's communities and where they stand in each channel; what does not fit is fetched."""
    account = find_accounts([user_id]).get(user_id)
    shown: Ready = {
        "user": {
            "id": user_id,
            "handle": account.handle if account else None,
            "display_name": account.display_name if account else None,
        },
        "communities": [],
        "dms": [],
    }
    for state in _conversations(user_id):
        if len(encode(shown)) > MAX_DMS:
            break
        shown["dms"].append(state)
    size = len(encode(shown))
    taken = threads.taken_part(user_id)
    for community_id, channels, roles in access.visible_everywhere(user_id):
        counted = [*channels, *taken_part.awake(taken, channels)]
        states = [state.summary() for state in read_states(user_id, counted, roles)]
        community: ReadyCommunity = {"id": community_id, "channels": states}
        size += len(encode(community)) + 1
        if size > MAX_READY:
            break
        shown["communities"].append(community)
    return shown


def _conversations(user_id: str) -> list[ChannelState]:
    """Where somebody stands in what they are in, what is unread first, then the newest."""
    places = [p.channel_id for p in direct.places(user_id) if p.state != direct.IGNORED]
    states = [state.summary() for state in read_states(user_id, places, frozenset())]
    return sorted(states, key=lambda s: (s["has_unread"], s["channel_id"]), reverse=True)
