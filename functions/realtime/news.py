"""That there is news, for those who are online and look elsewhere (``unread`` tells them)."""

from __future__ import annotations

from commons import access, queues
from commons.clock import now_s
from commons.streams import subject_of

UNREAD_QUEUE = "realtime-unread"
WINDOW_S = 5
#: What changes how many messages are unread.
COUNTED = {"MESSAGE_CREATE", "MESSAGE_DELETE", "MESSAGE_BULK_DELETE"}


def concerned(stream: str) -> str:
    """Whose readers a message concerns: those of its community, or of its thread only.

    Raises NotFound.
    """
    channel_id = subject_of(stream)
    home = access.home_of(channel_id)
    return home.community_id if home.channel_id == channel_id else channel_id


def ask(place_id: str) -> None:
    """Have those who are online told of what they do not look at, a little later.

    place_id: a community, or one of its threads.
    """
    queues.send(UNREAD_QUEUE, place_id, f"{place_id}:{now_s() // WINDOW_S}")
