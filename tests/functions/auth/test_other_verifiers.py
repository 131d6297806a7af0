"""Others verify our tokens by the document we serve: PyJWT, Authlib, joserfc, and npm's jose."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import jwt
import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from commons.settings import settings
from commons.testing import call
from functions.auth.endpoints.get_jwks import get_jwks
from functions.auth.rules import OVERLAP_S
from tests.functions.auth.conftest import Registered, registered
from tests.functions.auth.test_rotation import part, rotate
from tests.functions.auth.verifiers import PERIOD_S, fresh_stage

Verifier = Callable[[str, str], str | None]
PATH = "/.well-known/jwks.json"
SCRIPT = Path(__file__).with_name("verify.mjs")
REQUIRED = ["iss", "aud", "sub", "sid", "exp", "iat", "jti"]


class Served(BaseHTTPRequestHandler):
    """The endpoint behind a real address."""

    def do_GET(self) -> None:
        reply = call(get_jwks, PATH, headers={k.lower(): v for k, v in self.headers.items()})
        sent = json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name in ("content-type", "cache-control", "etag"):
            self.send_header(name, reply.headers[name])
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def jwks_url(aws: str) -> Iterator[str]:
    """Where the document is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PATH}"
    server.shutdown()
    server.server_close()
    thread.join()


def fetched(url: str) -> dict[str, Any]:
    """The document, over HTTP."""
    with httpx.Client(trust_env=False) as client:
        document: dict[str, Any] = client.get(url).raise_for_status().json()
    return document


def pyjwt(token: str, url: str) -> str | None:
    """The subject, or None: by PyJWT."""
    try:
        key = jwt.PyJWKSet.from_dict(fetched(url))[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(
            token,
            key,
            algorithms=["EdDSA"],
            audience=settings().audience,
            issuer=settings().api_url,
            options={"require": REQUIRED},
        )
    except (KeyError, jwt.PyJWTError):
        return None
    return str(claims["sub"])


@cache
def authlib_jose() -> Any:
    """The module; its own users are told to move to joserfc, by a filter that it puts first."""
    importlib.import_module("authlib.deprecate")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("authlib.jose")


def authlib(token: str, url: str) -> str | None:
    """The subject, or None: by Authlib."""
    library = authlib_jose()
    essential = {name: {"essential": True} for name in REQUIRED}
    essential["iss"] |= {"value": settings().api_url}  # type: ignore[dict-item]
    essential["aud"] |= {"value": settings().audience}  # type: ignore[dict-item]
    try:
        keys = library.JsonWebKey.import_key_set(fetched(url))
        claims = library.JsonWebToken(["EdDSA"]).decode(token, keys, claims_options=essential)
        claims.validate()
    except (ValueError, library.errors.JoseError):
        return None
    return str(claims["sub"])


def joserfc(token: str, url: str) -> str | None:
    """The subject, or None: by joserfc."""
    rules = joserfc_jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": settings().api_url},
        aud={"essential": True, "value": settings().audience},
        exp={"essential": True},
    )
    try:
        keys = KeySet.import_key_set(fetched(url))  # type: ignore[arg-type]
        read = joserfc_jwt.decode(token, keys, algorithms=["EdDSA"])
        rules.validate(read.claims)
    except (ValueError, JoseError):
        return None
    return str(read.claims["sub"])


def jose(token: str, url: str) -> str | None:
    """The subject, or None: by npm's jose, which fetches the document itself."""
    node = shutil.which("node")
    assert node
    asked = {
        "jwks_url": url,
        "issuer": settings().api_url,
        "audience": settings().audience,
        "tokens": [token],
    }
    done = subprocess.run(
        [node, SCRIPT], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    [answer] = json.loads(done.stdout)
    return answer.get("sub") if "error" not in answer else None


LIBRARIES: dict[str, Verifier] = {
    "PyJWT": pyjwt,
    "Authlib": authlib,
    "joserfc": joserfc,
    "jose (npm)": jose,
}


@pytest.fixture(params=LIBRARIES)
def verifier(request: pytest.FixtureRequest) -> Verifier:
    """One library after the other."""
    return LIBRARIES[request.param]


#: RFC 9864 renamed EdDSA to Ed25519; the contract says EdDSA, as most verifiers do.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")


def test_a_good_token_is_verified(ada: Registered, verifier: Verifier, jwks_url: str) -> None:
    assert verifier(ada.token, jwks_url) == ada.user_id


def test_another_payload_is_noticed(
    ada: Registered, eve: Registered, verifier: Verifier, jwks_url: str
) -> None:
    head, _, signature = ada.token.split(".")
    assert verifier(".".join((head, eve.token.split(".")[1], signature)), jwks_url) is None


def test_the_token_lives_ten_minutes(ada: Registered) -> None:
    claims = part(ada.token, 1)
    assert claims["exp"] - claims["iat"] == ada.tokens["expires_in"] <= 600
    assert part(ada.token, 0)["typ"] == "at+jwt"


def test_tokens_of_both_keys_are_verified_while_one_follows_the_other(
    verifier: Verifier, jwks_url: str
) -> None:
    with fresh_stage() as clock:
        clock.move(-PERIOD_S - 20)  # the libraries go by this machine's clock
        first = registered()
        clock.move(PERIOD_S - 5)
        old = registered()
        clock.move(10)
        new = registered()
        rotate()
        kids = [part(who.token, 0)["kid"] for who in (first, old, new)]
        assert kids[0] == kids[1] != kids[2]
        assert verifier(old.token, jwks_url) == old.user_id
        assert verifier(new.token, jwks_url) == new.user_id
        clock.move(OVERLAP_S)
        assert verifier(old.token, jwks_url) is None
        assert verifier(new.token, jwks_url) == new.user_id
