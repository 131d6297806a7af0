"""Who the ids are: handles, asked for once."""

from __future__ import annotations

import time
from collections.abc import Iterable

from creavio.client import Client
from creavio.errors import CreavioError
from creavio.models import User

RETRY_AFTER_S = 30.0


class Names:
    """Handles by user id; somebody who cannot be asked for is shown by the end of the id."""

    def __init__(self, client: Client, *known: User) -> None:
        self._client = client
        self._handles = {user.id: user.handle for user in known}
        self._ask_again_at = 0.0

    async def load(self, user_ids: Iterable[str]) -> None:
        """Learn the names of these people; failing is not worth interrupting a chat."""
        unknown = {user_id for user_id in user_ids if user_id and user_id not in self._handles}
        if not unknown or time.monotonic() < self._ask_again_at:
            return
        try:
            people = await self._client.users.many(unknown)
        except CreavioError:
            self._ask_again_at = time.monotonic() + RETRY_AFTER_S
            return
        self._handles |= {user_id: user.handle for user_id, user in people.items()}

    def of(self, user_id: str) -> str:
        """The handle, or the end of the id."""
        return self._handles.get(user_id) or f"…{user_id[-6:]}"
