"""The SDK's front door: one `Client` per person and API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import httpx

from creavio.api.asking import given
from creavio.api.audit import Audit
from creavio.api.calendar import Calendar
from creavio.api.channels import Channels
from creavio.api.circles import Circles
from creavio.api.comments import Comments
from creavio.api.communities import Communities
from creavio.api.invites import Invites
from creavio.api.members import Members
from creavio.api.messages import Messages
from creavio.api.onboarding import Onboardings
from creavio.api.permissions import Permissions
from creavio.api.polls import Polls
from creavio.api.posts import Posts
from creavio.api.realtime import Realtime
from creavio.api.roles import Roles
from creavio.api.scheduled import Scheduled
from creavio.api.templates import Templates
from creavio.api.threads import Threads
from creavio.api.users import Users
from creavio.errors import CreavioError, MfaRequiredError
from creavio.gateway import Gateway
from creavio.models import SessionInfo, Tokens
from creavio.paging import read_page
from creavio.retry import RetryPolicy
from creavio.session import Session, TokenStore
from creavio.transport import Request, Transport, segment


class Client:
    """Everything one person can ask of one API.

    `api_url` is the HTTP base before `/v1`, with or without a path. Use as a context manager, or
    call `aclose`. Every call raises `ProblemError` when refused and `ConnectionFailedError` when
    nothing was heard after the retries. `network` is what carries HTTP (httpx' own).
    """

    def __init__(
        self,
        api_url: str,
        *,
        store: TokenStore | None = None,
        retry: RetryPolicy | None = None,
        timeout_s: float = 30.0,
        network: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._transport = Transport(api_url, retry=retry, timeout_s=timeout_s, network=network)
        self._session = Session(self._transport, store)
        self.users = Users(self._session)
        self.communities = Communities(self._session)
        self.members = Members(self._session)
        self.invites = Invites(self._session)
        self.onboarding = Onboardings(self._session)
        self.roles = Roles(self._session)
        self.permissions = Permissions(self._session)
        self.circles = Circles(self._session)
        self.channels = Channels(self._session)
        self.threads = Threads(self._session)
        self.templates = Templates(self._session)
        self.messages = Messages(self._session)
        self.polls = Polls(self._session)
        self.scheduled = Scheduled(self._session)
        self.posts = Posts(self._session)
        self.comments = Comments(self._session)
        self.calendar = Calendar(self._session)
        self.audit = Audit(self._session)
        self.realtime = Realtime(self._session)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the HTTP connections; tokens stay valid."""
        await self._transport.aclose()

    @property
    def api_url(self) -> str:
        """The HTTP base before `/v1`."""
        return self._transport.api_url

    @property
    def tokens(self) -> Tokens | None:
        """The present tokens, or None when nobody is logged in."""
        return self._session.tokens

    async def register(
        self, email: str, password: str, handle: str, *, display_name: str | None = None
    ) -> Tokens:
        """Sign up and be logged in. Refused with 409 when handle or email is taken."""
        body = given(email=email, password=password, handle=handle, display_name=display_name)
        return self._start(await self._transport.send(Request("POST", "/auth/register", body)))

    async def login(self, login: str, password: str, *, device_name: str | None = None) -> Tokens:
        """Log in by handle or email.

        Raises `MfaRequiredError` when a second factor is asked for, `ProblemError` 401
        `invalid_credentials` when the login is wrong.
        """
        body = given(login=login, password=password, device_name=device_name)
        answer = await self._transport.send(Request("POST", "/auth/login", body))
        if isinstance(answer, dict) and answer.get("mfa_required"):
            raise MfaRequiredError(str(answer.get("mfa_ticket")), answer.get("methods") or [])
        return self._start(answer)

    async def verify_mfa(self, ticket: str, code: str) -> Tokens:
        """The second step of a login that raised `MfaRequiredError`."""
        body = {"mfa_ticket": ticket, "code": code}
        return self._start(await self._transport.send(Request("POST", "/auth/mfa/verify", body)))

    async def refresh(self) -> Tokens:
        """New tokens now. Calls do this by themselves; parallel calls share one refresh."""
        return await self._session.refresh(spent=self._session.tokens)

    async def logout(self) -> None:
        """End the session on the server; it is forgotten here even when that fails."""
        try:
            if self._session.tokens is not None:
                await self._session.send(Request("POST", "/auth/logout"))
        except CreavioError:
            self._session.end()
            raise
        self._session.end()

    async def sessions(self) -> list[SessionInfo]:
        """The devices one is logged in on."""
        answer = await self._session.send(Request("GET", "/auth/sessions"))
        return list(read_page(SessionInfo.read, answer).data)

    async def end_session(self, session_id: str) -> None:
        """Log out another device."""
        await self._session.send(Request("DELETE", f"/auth/sessions/{segment(session_id)}"))

    async def health(self) -> dict[str, Any]:
        """`{"status", "version", "stage"}`; needs no session."""
        answer = await self._transport.send(Request("GET", "/health"))
        return answer if isinstance(answer, dict) else {}

    def gateway(
        self,
        focus: Iterable[str] = (),
        *,
        cursors: Mapping[str, int] | None = None,
        **options: Any,
    ) -> Gateway:
        """The live connection: `async with client.gateway(focus=[channel_id]) as gw`.

        `options` are those of `Gateway`.
        """
        return Gateway(
            self.realtime, self.messages, self.channels, focus=focus, cursors=cursors, **options
        )

    def _start(self, answer: Any) -> Tokens:
        return self._session.start(Tokens.read(answer))
