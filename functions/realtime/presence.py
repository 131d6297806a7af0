"""Presence: what somebody shows of themselves, merged over their devices, told to who looks.

Written when a socket comes or goes and when somebody chooses; never by the clock, never per key.
Told only where it changes what is seen, and only to sockets whose window shows the user: a client
says which members of one community are on its screen. A crowd of windows is not told at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from commons import gateway
from commons.bounds import Bound
from commons.clock import now_s, rfc3339

from .models import Connection, Presence, Window
from .rules import Shown, shown

if TYPE_CHECKING:
    from pynamodb.expressions.update import Action

    from commons.frames import Socket
    from commons.protocol import CustomStatus as Custom
    from commons.protocol import PresenceFrame, PresenceState

    from .schemas import PresenceIn

MAX_WINDOWS = Bound(
    500, "presence_windows", "Sockets that show somebody, beyond which changes are not told."
)


def came(socket: Socket) -> None:
    """A socket has identified itself."""
    presence = Presence.of(socket.user_id)
    entry = _entry(int(socket.row["ttl"]), socket.session_id, socket.connection_id)
    presence.change([Presence.sockets.add({entry})])
    after = shown(presence, now_s())
    presence.sockets = set(presence.sockets) - {entry}
    tell(socket.user_id, shown(presence, now_s()), after, socket.row.get("online") or ())


def left(connection: Connection) -> None:
    """A socket is gone. Whoever never identified themselves had not come."""
    if not connection.identified:
        return
    presence = Presence.of(connection.user_id)
    entry = _entry(int(connection.ttl or 0), connection.session_id, connection.connection_id)
    presence.change([Presence.sockets.delete({entry})])
    after = shown(presence, now_s())
    presence.sockets = {*(presence.sockets or ()), entry}
    tell(connection.user_id, shown(presence, now_s()), after, connection.online or ())
    if connection.window:
        Window.of(connection.window, connection.connection_id).delete()


def choose(user_id: str, session_id: str, chosen: PresenceIn) -> tuple[Shown, Shown]:
    """Write what somebody says of themselves on one device; how others see them before and after.

    Whoever does not disturb or is invisible stays so when one of their devices falls idle.
    """
    row, custom = Presence.find(user_id), chosen.custom_status
    before, ends = shown(row, now_s()), custom.expires_at if custom else None
    until_s = None if ends is None else int(ends.timestamp())
    changes = [
        _set(Presence.text, custom and custom.text),
        _set(Presence.emoji, custom and custom.emoji),
        _set(Presence.until_s, until_s),
    ]
    if chosen.status == "idle":
        changes.append(Presence.idle.add({session_id}))
    else:
        changes += [Presence.idle.delete({session_id}), Presence.status.set(chosen.status)]
    row.change(changes)
    return before, shown(row, now_s())


def _set(attribute: Any, value: object) -> Action:
    action: Action = attribute.remove() if value is None else attribute.set(value)
    return action


def tell(user_id: str, before: Shown, after: Shown, community_ids: Iterable[str]) -> None:
    """Tell who shows somebody how they are now, if that is another than before."""
    if after == before:
        return
    told: PresenceFrame = {"presences": [state(user_id, after)]}
    frame = gateway.frame("presence", told)
    for community_id in community_ids:
        showing = list(islice(Window.showing(community_id, user_id), MAX_WINDOWS + 1))
        if len(showing) <= MAX_WINDOWS:
            gateway.offer_all(showing, frame)


def window(socket: Socket, community_id: str, user_ids: Iterable[str]) -> list[PresenceState]:
    """Show these members from now on, and no others; how they are now, those who are not offline.

    user_ids: members of the community.
    """
    users, before = list(dict.fromkeys(user_ids)), socket.row.get("window")
    there = Connection.of(socket.connection_id)
    there.change([Connection.window.set(community_id)], Connection.pk.exists())
    if before not in (None, community_id):
        Window.of(str(before), socket.connection_id).delete()
    values = {"users": users, "ttl": int(socket.row["ttl"])}
    Window.of(community_id, socket.connection_id, **values).save()
    found = {one.user_id: shown(one, now_s()) for one in Presence.find_all(users)}
    return [state(one, found[one]) for one in users if one in found and found[one].is_there]


def state(user_id: str, seen: Shown) -> PresenceState:
    """How somebody is, as others see it."""
    ends = None if seen.until_s is None else rfc3339(seen.until_s * 1000)
    custom: Custom = {"text": seen.text, "emoji": seen.emoji, "expires_at": ends}
    has_custom = seen.text is not None or seen.emoji is not None
    return {
        "user_id": user_id,
        "status": seen.status,
        "custom_status": custom if has_custom else None,
    }


def _entry(ttl: int, session_id: str, connection_id: str) -> str:
    return f"{ttl}|{session_id}|{connection_id}"
