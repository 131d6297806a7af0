"""Who may look at a stream, and what of it they may see.

Whoever reads a channel reads all of it. A community's stream has readers of different rights: each
of its events says who may see it (``commons.streams.audience``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commons import access, resolver
from commons.access import Standing, Version
from commons.clock import now_s
from commons.direct import is_direct
from commons.errors import NotFound
from commons.ids import CHANNEL, COMMUNITY, is_id
from commons.permissions import Permission
from commons.standings import Crowd
from commons.streams import channel_stream, community_stream, subject_of
from commons.streams.log import Entry

from .models import Admission, Focus

READING = Permission.VIEW | Permission.READ_HISTORY
VIEW = int(Permission.VIEW)
ADMINISTRATOR = int(Permission.ADMINISTRATOR)


def community_of(stream: str) -> str:
    """The community whose members may read a stream. Raises NotFound."""
    kind, _, subject = stream.partition(":")
    if kind == "h" and is_id(CHANNEL, subject):
        return access.home_of(subject).community_id
    if kind == "c" and is_id(COMMUNITY, subject):
        return subject
    raise NotFound


def crowd(stream: str, user_ids: Iterable[str], since_s: int = 0) -> Crowd | None:
    """How some users stand where a stream is; None when nobody is there any more.

    since_s: a second that has come.
    """
    try:
        return access.crowd(community_of(stream), user_ids, since_s=since_s)
    except NotFound:
        return None


def admissions(user_id: str, channel_ids: Iterable[str]) -> dict[str, dict[str, Admission]]:
    """By channel that somebody may look at: its stream and its community's, and what lets in."""
    found = dict[str, dict[str, Admission]]()
    for channel_id in dict.fromkeys(channel_ids):
        if is_direct(channel_id) and _standing(user_id, channel_id) is not None:
            found[channel_id] = {}
        elif (standing := _standing(user_id, channel_id)) is not None:
            member, now = standing.member, now_s()
            held, until = (
                resolver.resolve(standing.community, member, now=now),
                member.changes_after(now),
            )
            found[channel_id] = {
                channel_stream(channel_id): Admission(standing.version, None, until),
                community_stream(standing.community_id): Admission(standing.version, held, until),
            }
    return found


def _standing(user_id: str, channel_id: str) -> Standing | None:
    if not is_id(CHANNEL, channel_id) and not is_direct(channel_id):
        return None
    try:
        standing = access.standing(user_id, channel_id=channel_id)
    except NotFound:
        return None
    return standing if standing.may(READING) else None


def admit(crowd: Crowd | None, user_id: str, stream: str) -> Admission | None:
    """What somebody may look at a stream under, if they may."""
    if crowd is None or not crowd.is_inside(user_id):
        return None
    needed, held = _rights(crowd, user_id, stream)
    if needed & ~held:
        return None
    until = crowd.members[user_id].changes_after(crowd.at_s)
    return Admission(crowd.version, held if stream[0] == "c" else None, until)


def check(user_id: str, stream: str) -> Crowd | None:
    """Raise NotFound to who may not know of a stream, MissingPermission to who may not read it.

    The reader's rights, where not everybody sees the same.
    """
    if stream[0] == "u" and subject_of(stream) != user_id:
        raise NotFound
    if stream[0] == "u":
        return None
    if is_direct(subject_of(stream)):
        access.standing(user_id, channel_id=subject_of(stream)).check(READING)
        return None
    community_id = community_of(stream)
    if stream[0] == "h":
        access.standing(user_id, channel_id=subject_of(stream)).check(READING)
        return None
    found = access.crowd(community_id, [user_id])
    if admit(found, user_id, stream) is None:
        raise NotFound
    return found


def _rights(crowd: Crowd, user_id: str, stream: str) -> tuple[int, int]:
    """What reading a stream needs, and what somebody holds there."""
    if stream[0] == "c":
        return VIEW, crowd.held(user_id)
    channel_id = access.home_of(subject_of(stream)).channel_id
    channel = crowd.channels.get(channel_id)
    return int(READING), crowd.held(user_id, channel_id, channel) if channel else 0


def newest(entries: Sequence[Entry]) -> Version:
    """The access version that whoever sees these must have been admitted under."""
    return Version(
        max((e.version.v for e in entries), default=0),
        max((e.version.m for e in entries), default=0),
    )


def latest_s(entries: Iterable[Entry]) -> int:
    """Now, or when the newest of these was written, if this clock is behind its writer's."""
    return max([now_s(), *(entry.at // 1000 for entry in entries)])


def in_doubt(viewers: Sequence[Focus], entries: Sequence[Entry]) -> list[Focus]:
    """Viewers to be checked again: admitted under an older version, or what happened is theirs."""
    version, now = newest(entries), latest_s(entries)
    subjects = {entry.audience.user_id for entry in entries if entry.audience}
    return [v for v in viewers if v.user_id in subjects or not v.is_of(version, now)]


def visible_to(crowd: Crowd | None, user_id: str, entries: Iterable[Entry]) -> list[Entry]:
    """Those of the events that one reader may see."""
    return [
        entry
        for entry in entries
        if entry.audience is None or (crowd is not None and entry.audience.includes(user_id, crowd))
    ]


class Sights:
    """What viewers of a community's stream see; whose rights it has not read are read once.

    What they hold in the community decides most of it, and their rows say that. Only of channels
    and secret circles, and only for who is no administrator, it needs more.
    """

    def __init__(self, stream: str, viewers: Sequence[Focus], entries: Sequence[Entry]) -> None:
        local = any(e.audience is not None and e.audience.is_local for e in entries)
        asked = [v.user_id for v in viewers if local and not _administers(v)]
        self._crowd = crowd(stream, asked, latest_s(entries)) if asked else None
        self._entries = entries

    def of(self, viewer: Focus) -> tuple[int, ...]:
        """The positions of what one of them sees."""
        return tuple(entry.sq for entry in self._entries if self._sees(viewer, entry))

    def last_of(self, viewer: Focus) -> tuple[int, ...]:
        """What somebody still hears who may look no more: that it is over, and what names them."""
        return tuple(e.sq for e in self._entries if _concerns(viewer, e))

    def _sees(self, viewer: Focus, entry: Entry) -> bool:
        to = entry.audience
        if to is None or _concerns(viewer, entry) or _administers(viewer):
            return True
        if to.is_local:
            return self._crowd is not None and to.includes(viewer.user_id, self._crowd)
        return not to.bits & ~int(viewer.held or 0)


def _concerns(viewer: Focus, entry: Entry) -> bool:
    to = entry.audience
    return to is not None and (to.is_everybody or to.user_id == viewer.user_id)


def _administers(viewer: Focus) -> bool:
    return bool(int(viewer.held or 0) & ADMINISTRATOR)
