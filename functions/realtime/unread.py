"""Channels one does not look at: where one stands in those with news, told once in a while.

Whoever delivers messages asks; a queue that waits and drops what repeats makes of all that is said
in a community within five seconds one telling. It says nothing but where one stands: told twice or
late it does no harm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import TYPE_CHECKING

from commons import access, gateway, threads
from commons.clock import now_ms
from commons.errors import NotFound
from commons.ids import CHANNEL, is_id
from commons.permissions import Permission
from commons.read_states import ReadState
from commons.standings import Crowd
from commons.streams import channel_stream
from commons.streams.heads import heads, readers
from commons.streams.history import MOST_UNREAD, Reader, mentions, messages_before, unread
from commons.streams.log import Cursor, Entry

from . import sockets_of
from .models import Focus, News, Online
from .news import WINDOW_S

if TYPE_CHECKING:
    from commons.protocol import ChannelState
    from commons.protocol import Unread as UnreadFrame

#: Longer than a window: what was said at its end is told with its beginning, and clocks differ.
DELAY_S = WINDOW_S + 1
#: Clocks of two functions, and a flush that was under way.
LEEWAY_MS = 2_000
#: What is told of who was away from a community that nobody wrote in for so long.
FIRST_MS = 3_600_000
#: Messages read back once for everybody; whoever is farther behind knows that there are many.
TAIL = 2 * MOST_UNREAD
MOST_IN_FRAME = 100


def tell(place_id: str) -> None:
    """Tell who is online where they stand in what has news.

    Of a community, everybody there and of all its channels; of a thread, those who take part.
    """
    began, since = now_ms(), News.told_until(place_id) or now_ms() - FIRST_MS
    is_thread = is_id(CHANNEL, place_id)
    try:
        home = access.home_of(place_id) if is_thread else access.Home(place_id, "")
        online = Online.list(home.community_id)
        if is_thread and online:
            taking_part = threads.participants(place_id)
            online = [one for one in online if one.user_id in taking_part]
        users = [one.user_id for one in online]
        crowd = access.crowd(home.community_id, users) if online else None
    except NotFound:
        return  # it was deleted
    if crowd is not None:
        places = {place_id: home.channel_id} if is_thread else {one: one for one in crowd.channels}
        for connection_id in _post(_states(crowd, online, places, since - LEEWAY_MS)):
            sockets_of.forget(connection_id)
            Online.of(home.community_id, connection_id).delete()  # its own row was gone already
    News.tell_until(place_id, began)


def _states(
    crowd: Crowd, online: Sequence[Online], places: Mapping[str, str], since_ms: int
) -> Mapping[str, list[ChannelState]]:
    """By socket: where its user stands in each channel that has news and is not looked at there.

    places: channels and threads, each with the channel whose rights hold there.
    """
    streams = {channel_stream(one): one for one in places}
    told: defaultdict[str, list[ChannelState]] = defaultdict(list)
    for stream, cursor in heads(streams).items():
        if cursor.at <= since_ms or cursor.last is None:
            continue
        looking = {viewer.connection_id for viewer in Focus.list(stream)}
        others = [one for one in online if one.connection_id not in looking]
        channel_id = streams[stream]
        place = places[channel_id]
        seers = {one.user_id for one in others if _sees(crowd, one.user_id, place)}
        seen = dict(_standings(crowd, channel_id, cursor, seers, since_ms)) if seers else {}
        for one in others:
            if one.user_id in seen:
                told[one.connection_id].append(seen[one.user_id])
    return told


def _sees(crowd: Crowd, user_id: str, channel_id: str) -> bool:
    channel = crowd.channels.get(channel_id)
    view = int(Permission.VIEW)
    return channel is not None and crowd.held(user_id, channel_id, channel) & view == view


def _standings(
    crowd: Crowd, channel_id: str, cursor: Cursor, user_ids: Iterable[str], since_ms: int
) -> Iterable[tuple[str, ChannelState]]:
    """Where each of them stands in a channel; one page of it is read for all."""
    stream = channel_stream(channel_id)
    tail = Tail(stream, messages_before(stream, cursor.sq + 1, TAIL))
    positions = readers(stream, user_ids)
    for user_id in user_ids:
        roles = crowd.members[user_id].roles_at(crowd.at_s)
        reader = Reader(user_id, frozenset((crowd.community.community_id, *roles)))
        seq = positions.get(user_id, 0)
        if not tail.is_old_news(seq, reader, since_ms):
            count, called = tail.after(seq, reader)
            state = ReadState(channel_id, cursor.sq, seq, count, called)
            yield user_id, state.summary()


class Tail:
    """The newest messages of a channel, newest first, for counting what its readers have unread."""

    def __init__(self, stream: str, messages: Sequence[Entry]) -> None:
        self._stream, self._messages = stream, messages

    def after(self, seq: int, reader: Reader) -> tuple[int, int]:
        """How many messages of others come after a position, and how many mention the reader."""
        if not self._reaches(seq):
            counted = unread(self._stream, seq, reader)
            return counted.unread, counted.mentions
        others = self._others(seq, reader)[:MOST_UNREAD]
        return len(others), sum(mentions(message, reader) for message in others)

    def is_old_news(self, seq: int, reader: Reader, since_ms: int) -> bool:
        """Whether so much was unread before that what came since changes nothing.

        Only the first hundred are counted, so whoever has more is not counted anew at each message.
        """
        if self._reaches(seq):
            return False
        others = self._others(seq, reader)
        return len(others) >= MOST_UNREAD and others[MOST_UNREAD - 1].at < since_ms

    def _reaches(self, seq: int) -> bool:
        return len(self._messages) < TAIL or self._messages[-1].sq <= seq + 1

    def _others(self, seq: int, reader: Reader) -> list[Entry]:
        """Oldest first."""
        found = (one for one in reversed(self._messages) if one.sq > seq)
        return [one for one in found if one.by != reader.user_id]


def _post(told: Mapping[str, list[ChannelState]]) -> list[str]:
    """Post the frames; the sockets that are gone."""
    frames = []
    for connection_id, states in told.items():
        for some in batched(states, MOST_IN_FRAME):
            d: UnreadFrame = {"channels": list(some)}
            frames.append((connection_id, gateway.frame("unread", d)))
    return gateway.post_each(frames)
