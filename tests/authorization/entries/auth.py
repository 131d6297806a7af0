"""Requests to auth, and what its handlers decide by themselves."""

from __future__ import annotations

import secrets

from commons.testing import call, endpoint_of
from tests.authorization.expectations import NOT_FOUND, OPEN, OWNER, Entry, Outcome, everybody
from tests.authorization.worlds import Persona, World


def _registered(_: World) -> dict[str, str]:
    handle = f"u{secrets.token_hex(6)}"
    return {"email": f"{handle}@example.org", "password": "correct horse", "handle": handle}


def _logged_in(world: World) -> dict[str, str]:
    account = _registered(world)
    made = call(endpoint_of("POST /v1/auth/register"), "/auth/register", body=account)
    assert made.status == 201
    return account | {"refresh_token": made.body["refresh_token"]}


def _credentials(world: World) -> dict[str, str]:
    account = _logged_in(world)
    return {"login": account["handle"], "password": account["password"]}


def _refresh(world: World) -> dict[str, str]:
    return {"refresh_token": _logged_in(world)["refresh_token"]}


ENTRIES = {
    "GET /.well-known/jwks.json": Entry(decided=OPEN),
    "POST /v1/auth/register": Entry(body=_registered, decided={Persona.ANONYMOUS: Outcome(201)}),
    "POST /v1/auth/login": Entry(body=_credentials, decided=OPEN),
    "POST /v1/auth/token/refresh": Entry(body=_refresh, decided=OPEN),
    "POST /v1/auth/logout": Entry(decided=everybody(Outcome(204))),
    "GET /v1/auth/sessions": Entry(decided=everybody(Outcome(200))),
    "DELETE /v1/auth/sessions/{session_id}": Entry(
        decided=everybody(NOT_FOUND) | {OWNER: Outcome(204)}
    ),
}
