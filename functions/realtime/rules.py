"""What follows from what: no I/O."""

from __future__ import annotations

from typing import NamedTuple

from .models import Presence

OFFLINE = "offline"


class Shown(NamedTuple):
    """How others see somebody."""

    status: str
    text: str | None = None
    emoji: str | None = None
    until_s: int | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is anything to say."""
        return self.status != OFFLINE


def shown(presence: Presence, now_s: int) -> Shown:
    """Many devices are one person: there if one is, idle if all are; invisible looks offline."""
    sessions = [parts[1] for parts in _sockets(presence) if int(parts[0]) > now_s]
    if not sessions or presence.status == "invisible":
        return Shown(OFFLINE)
    idle = all(session in (presence.idle or ()) for session in sessions)
    status = presence.status if presence.status != "online" else "idle" if idle else "online"
    until = None if presence.until_s is None else int(presence.until_s)
    if until is not None and until <= now_s:
        return Shown(status)
    return Shown(status, presence.text, presence.emoji, until)


def _sockets(presence: Presence) -> list[list[str]]:
    return [entry.split("|") for entry in presence.sockets or ()]
