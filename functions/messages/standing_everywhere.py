"""Where somebody stands in every channel they see, and in threads they take part in."""

from __future__ import annotations

from commons import access, taken_part, threads
from commons.cursors import Page
from commons.errors import NotFound
from commons.read_states import read_states

from . import reading
from .schemas import ReadStateOut


def states(user_id: str) -> Page[ReadStateOut]:
    """All of them, with exact counts."""
    return _told(user_id, *_seen(user_id))


def read_all(user_id: str, community_id: str | None) -> Page[ReadStateOut]:
    """Take what was delivered as read, in a community or everywhere; all states after that.

    What comes meanwhile stays unread. Raises NotFound for a community that one is not in.
    """
    channels, roles = _seen(user_id, community_id)
    for state in read_states(user_id, channels, roles):
        if state.unread:
            reading.advance(state.channel_id, user_id, state.head)
    return _told(user_id, channels, roles)


def _seen(user_id: str, community_id: str | None = None) -> tuple[list[str], frozenset[str]]:
    """Channels and threads, and the roles held where they are."""
    everywhere = access.visible_everywhere(user_id)
    seen = [one for one in everywhere if community_id in (None, one.community_id)]
    if community_id and not seen:
        raise NotFound
    channels = [channel_id for community in seen for channel_id in community.channels]
    channels += taken_part.awake(threads.taken_part(user_id), channels)
    return channels, frozenset[str]().union(*(community.roles for community in seen))


def _told(user_id: str, channels: list[str], roles: frozenset[str]) -> Page[ReadStateOut]:
    found = read_states(user_id, channels, roles)
    return Page(data=[ReadStateOut.model_validate(s, from_attributes=True) for s in found])
