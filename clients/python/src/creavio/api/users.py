"""`/v1/users`: oneself and other people."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import batched
from typing import Any

from creavio.errors import ProblemError
from creavio.models import User
from creavio.session import Session
from creavio.transport import Request, segment

IDS_PER_REQUEST = 100


class Users:
    """People."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def me(self) -> User:
        """Oneself, with `email`, `email_verified` and `locale`."""
        return User.read(await self._session.send(Request("GET", "/users/me")))

    async def update_me(self, **fields: Any) -> User:
        """Change `display_name`, `bio`, … (JSON Merge Patch: None clears a field)."""
        return User.read(await self._session.send(Request("PATCH", "/users/me", fields)))

    async def set_presence(
        self, status: str, custom_status: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """How one is: `online`, `idle` (this device), `dnd` or `invisible`, and words of one's own.

        custom_status: `{text?, emoji?, expires_at?}`; None takes it back.
        """
        body = {"status": status, "custom_status": custom_status}
        answer = await self._session.send(Request("PUT", "/users/me/presence", body))
        return dict(answer)

    async def get(self, user_id: str) -> User:
        """One person. Raises `ProblemError` 404."""
        return User.read(await self._session.send(Request("GET", f"/users/{segment(user_id)}")))

    async def find(self, handle: str) -> User | None:
        """The person with this handle, or None."""
        params = {"handle": handle.removeprefix("@")}
        try:
            found = await self._session.send(Request("GET", "/users", params=params))
        except ProblemError as problem:
            if problem.status == 404:
                return None
            raise
        people = _people(found)
        return people[0] if people else None

    async def many(self, user_ids: Iterable[str]) -> dict[str, User]:
        """The visible ones of these people, by id; asks for 100 at a time."""
        found: dict[str, User] = {}
        for ids in batched(sorted(set(user_ids)), IDS_PER_REQUEST):
            params = {"ids": ",".join(ids)}
            answer = await self._session.send(Request("GET", "/users", params=params))
            found |= {user.id: user for user in _people(answer)}
        return found


def _people(answer: Any) -> list[User]:
    if isinstance(answer, dict) and "data" not in answer:
        return [User.read(answer)]
    return [User.read(user) for user in (answer or {}).get("data", [])]
