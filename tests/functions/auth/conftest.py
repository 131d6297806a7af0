"""People who registered through the front door."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import pytest

from commons import auth
from commons.testing import Reply, call
from functions.auth.endpoints.list_sessions import list_sessions
from functions.auth.endpoints.login import login
from functions.auth.endpoints.refresh_token import refresh_token
from functions.auth.endpoints.register import register

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Registered:
    """Somebody's account and the tokens of one of their sessions."""

    handle: str
    email: str
    tokens: dict[str, Any]

    @property
    def user_id(self) -> str:
        """Whose account it is."""
        return str(self.tokens["user"]["id"])

    @property
    def token(self) -> str:
        """The access token."""
        return str(self.tokens["access_token"])

    @property
    def session_id(self) -> str:
        """The session that is the tokens'."""
        current = [s for s in sessions(self.token).body["data"] if s["current"]]
        return str(current[0]["id"])


def new_account(**changed: object) -> dict[str, object]:
    """A body that register takes."""
    handle = f"u{secrets.token_hex(6)}"
    account: dict[str, object] = {
        "email": f"{handle}@example.org",
        "password": PASSWORD,
        "handle": handle,
    }
    return account | changed


def registered(**changed: object) -> Registered:
    """Somebody new."""
    body = new_account(**changed)
    reply = call(register, "/auth/register", body=body)
    assert reply.status == 201, reply
    return Registered(str(body["handle"]), str(body["email"]), reply.body)


def again(person: Registered, **more: object) -> Registered:
    """The same person with a new session."""
    body = {"login": person.handle, "password": PASSWORD} | more
    reply = call(login, "/auth/login", body=body)
    assert reply.status == 200, reply
    return Registered(person.handle, person.email, reply.body)


def refreshed(token: str) -> Reply:
    """The answer to a refresh token."""
    return call(refresh_token, "/auth/token/refresh", body={"refresh_token": token})


def sessions(access_token: str) -> Reply:
    """The caller's sessions, asked for in a process that remembers no session."""
    auth.forget()
    return call(list_sessions, "/auth/sessions", as_=access_token)


@pytest.fixture
def ada(fresh_caches: None) -> Registered:
    """Somebody who registered."""
    return registered()


@pytest.fixture
def eve(fresh_caches: None) -> Registered:
    """Somebody else who registered."""
    return registered()
