"""What the gateway needs over HTTP: tickets, missed events, snapshots."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from creavio.models import EventsPage, Ticket
from creavio.session import Session
from creavio.transport import Request, segment


class Realtime:
    """Tickets and event streams."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def ticket(self) -> Ticket:
        """Permission to open one socket within 30 s."""
        return Ticket.read(await self._session.send(Request("POST", "/gateway/tickets")))

    async def events(self, stream: str, after: int, *, limit: int = 100) -> EventsPage:
        """Events of a stream above `after`, complete up to the answer's `to`."""
        path = f"/event-streams/{segment(stream)}/events"
        request = Request("GET", path, params={"after": after, "limit": limit})
        return EventsPage.read(await self._session.send(request))

    async def snapshot(self, url: str) -> Any:
        """What a `gap`'s `snapshot_url` shows.

        Only its path below `/v1` is used: the token never goes to another host.
        """
        parts = urlsplit(url)
        _, _, path = f"/{parts.path.lstrip('/')}".rpartition("/v1/")
        query = dict(parse_qsl(parts.query))
        return await self._session.send(Request("GET", f"/{path.lstrip('/')}", params=query))
