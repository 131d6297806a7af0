"""Who is logged in: keeps tokens fresh, one refresh at a time, also across processes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

from creavio.decode import encode
from creavio.errors import NotLoggedInError, ProblemError, SessionEndedError, UnexpectedAnswerError
from creavio.jsonfile import JsonFile
from creavio.models import Tokens
from creavio.transport import Request, Transport

REFRESH_EARLY_S = 60.0


class TokenStore(Protocol):
    """Where tokens live between calls. `exclusive` is held while a refresh token is spent."""

    def load(self) -> Tokens | None:
        """The stored tokens, or None."""

    def save(self, tokens: Tokens | None) -> None:
        """Keep these; None forgets them."""

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """Nobody else spends the stored refresh token meanwhile."""


class MemoryStore:
    """Tokens of this process only."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens

    def load(self) -> Tokens | None:
        """The stored tokens, or None."""
        return self._tokens

    def save(self, tokens: Tokens | None) -> None:
        """Keep these; None forgets them."""
        self._tokens = tokens

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """One process, and `Session` already lets one task refresh: nothing to do."""
        return contextlib.nullcontext()


class FileStore:
    """Tokens in a private JSON file (0600), one entry per API, under `sessions`."""

    def __init__(self, path: Path, api_url: str) -> None:
        self._file = JsonFile(path)
        self._api_url = api_url

    def load(self) -> Tokens | None:
        """The stored tokens of this API; None when absent or damaged."""
        stored = self._file.read().get("sessions")
        try:
            return Tokens.read(stored[self._api_url]) if isinstance(stored, dict) else None
        except (KeyError, UnexpectedAnswerError):
            return None

    def save(self, tokens: Tokens | None) -> None:
        """Keep these for this API; None forgets them."""

        def change(data: dict[str, Any]) -> None:
            sessions = data.setdefault("sessions", {})
            if tokens is None:
                sessions.pop(self._api_url, None)
            else:
                sessions[self._api_url] = encode(tokens)

        self._file.update(change)

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """A lock file beside the store."""
        return self._file.locked()


class Session:
    """Sends requests as the logged-in person."""

    def __init__(
        self,
        transport: Transport,
        store: TokenStore | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._transport = transport
        self._store = store or MemoryStore()
        self._clock = clock
        self._tokens = self._store.load()
        self._refreshing = asyncio.Lock()

    @property
    def tokens(self) -> Tokens | None:
        """The present tokens, or None when nobody is logged in."""
        return self._tokens

    def start(self, tokens: Tokens) -> Tokens:
        """Somebody logged in."""
        self._keep(tokens.obtained(self._clock()))
        assert self._tokens is not None
        return self._tokens

    def end(self) -> None:
        """Forget the tokens, here and in the store."""
        self._keep(None)

    async def send(self, request: Request) -> Any:
        """The answer's JSON. A 401 refreshes the tokens and asks once more with the same key.

        Raises `NotLoggedInError`, `SessionEndedError` and whatever `Transport.send` raises.
        """
        tokens = await self.fresh_tokens()
        try:
            return await self._transport.send(request, tokens.access_token)
        except ProblemError as problem:
            if problem.status != 401:
                raise
        tokens = await self.refresh(spent=tokens)
        return await self._transport.send(request, tokens.access_token)

    async def fresh_tokens(self) -> Tokens:
        """Tokens that will last the next moments, refreshed first when they would not."""
        if self._tokens is None:
            raise NotLoggedInError("nobody is logged in")
        if self._is_fresh(self._tokens):
            return self._tokens
        return await self.refresh(spent=self._tokens)

    async def refresh(self, spent: Tokens | None = None) -> Tokens:
        """New tokens. Callers that saw `spent` fail share one refresh.

        The successor is stored before anybody uses it: until then the server gives the same one
        again, so neither a lost answer nor a crash in between locks anybody out.
        """
        async with self._refreshing:
            if spent is not None and self._tokens is not None and self._tokens != spent:
                return self._tokens
            async with self._store.exclusive():
                mine, stored = self._tokens, self._store.load()
                if stored is not None and mine is not None and _differs(stored, mine):
                    self._tokens = stored  # another process was faster
                    if self._is_fresh(stored):
                        return stored
                return await self._spend()

    async def _spend(self) -> Tokens:
        tokens = self._tokens
        if tokens is None:
            raise NotLoggedInError("nobody is logged in")
        body = {"refresh_token": tokens.refresh_token}
        try:
            answer = await self._transport.send(Request("POST", "/auth/token/refresh", body))
        except ProblemError as problem:
            if problem.status not in (400, 401, 403):
                raise
            self.end()
            raise SessionEndedError(
                problem.status, problem.code, problem.detail, request_id=problem.request_id
            ) from problem
        fresh = Tokens.read(answer).obtained(self._clock(), user=tokens.user)
        self._keep(fresh)
        return fresh

    def _keep(self, tokens: Tokens | None) -> None:
        self._store.save(tokens)
        self._tokens = tokens

    def _is_fresh(self, tokens: Tokens) -> bool:
        margin = min(REFRESH_EARLY_S, tokens.expires_in * 0.2)
        return self._clock() < tokens.expires_at - margin


def _differs(one: Tokens, other: Tokens) -> bool:
    return one.refresh_token != other.refresh_token
