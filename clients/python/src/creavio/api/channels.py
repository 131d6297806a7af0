"""`/v1/channels/{id}` without its messages: the channel itself and one's read state."""

from __future__ import annotations

from creavio.models import Channel, ReadState
from creavio.session import Session
from creavio.transport import Request, segment


class Channels:
    """Single channels; a community's list is `Communities.channels`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, channel_id: str) -> Channel:
        """One channel. Raises `ProblemError` 404, also for one that is not visible."""
        path = f"/channels/{segment(channel_id)}"
        return Channel.read(await self._session.send(Request("GET", path)))

    async def read_state(self, channel_id: str, seq: int) -> ReadState:
        """One has read up to `seq`; it never moves back, so a lower one only reads the state."""
        path = f"/channels/{segment(channel_id)}/read-state"
        return ReadState.read(await self._session.send(Request("PUT", path, {"seq": seq})))
