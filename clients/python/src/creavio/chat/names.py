"""Who the ids are: handles, asked for once."""

from __future__ import annotations

from collections.abc import Iterable

from creavio.client import Client
from creavio.errors import CreavioError
from creavio.models import User


class Names:
    """Handles by user id; somebody who cannot be asked for is shown by the end of the id."""

    def __init__(self, client: Client, *known: User) -> None:
        self._client = client
        self._handles = {user.id: user.handle for user in known}

    async def load(self, user_ids: Iterable[str]) -> None:
        """Learn the names of these people; failing is not worth interrupting a chat."""
        unknown = {user_id for user_id in user_ids if user_id and user_id not in self._handles}
        if not unknown:
            return
        try:
            people = await self._client.users.many(unknown)
        except CreavioError:
            return
        self._handles |= {user_id: user.handle for user_id, user in people.items()}

    def of(self, user_id: str) -> str:
        """The handle, or the end of the id."""
        return self._handles.get(user_id) or f"…{user_id[-6:]}"
