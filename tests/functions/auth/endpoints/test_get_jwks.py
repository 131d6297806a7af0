"""The public keys: others verify our tokens with them, by other libraries than ours."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from joserfc import jwt as jose
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from commons.settings import settings
from commons.testing import call
from functions.auth.endpoints.get_jwks import get_jwks
from tests.functions.auth.conftest import Registered

#: RFC 9864 renamed EdDSA to Ed25519; the contract says EdDSA, as most verifiers do.
OLD_NAME = "ignore:EdDSA is deprecated:joserfc.errors.SecurityWarning"
PATH = "/.well-known/jwks.json"


def published() -> dict[str, Any]:
    """The document."""
    reply = call(get_jwks, PATH)
    assert reply.status == 200
    document: dict[str, Any] = reply.body
    return document


def key_of(token: str) -> dict[str, Any]:
    """The published key that a token names."""
    kid = jwt.get_unverified_header(token)["kid"]
    found: dict[str, Any]
    [found] = [key for key in published()["keys"] if key["kid"] == kid]
    return found


def test_anybody_reads_the_keys_and_may_keep_them_for_a_while(aws: str) -> None:
    reply = call(get_jwks, PATH)
    assert reply.headers["cache-control"] == "public, max-age=300"
    assert reply.body["keys"]


def test_whoever_has_the_document_is_told_that_it_is_the_same(ada: Registered) -> None:
    first = call(get_jwks, PATH)
    for seen in (first.headers["etag"], f'"other", {first.headers["etag"]}'):
        again = call(get_jwks, PATH, headers={"if-none-match": seen})
        assert (again.status, again.body) == (304, None)
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == "public, max-age=300"
    other = call(get_jwks, PATH, headers={"if-none-match": '"other"'})
    assert (other.status, other.body) == (200, first.body)


def test_keys_are_public_halves_named_by_their_thumbprint(ada: Registered) -> None:
    key = key_of(ada.token)
    assert key.keys() == {"kty", "crv", "use", "alg", "kid", "x"}
    assert key["kid"] == KeySet.import_key_set({"keys": [key]}).keys[0].thumbprint()


def test_pyjwt_verifies_an_access_token(ada: Registered) -> None:
    claims = jwt.decode(
        ada.token,
        jwt.PyJWK.from_dict(key_of(ada.token)),
        algorithms=["EdDSA"],
        audience=settings().audience,
        issuer=settings().api_url,
        options={"require": ["iss", "aud", "sub", "sid", "exp", "iat", "jti"]},
    )
    assert claims["sub"] == ada.user_id
    assert claims["exp"] - claims["iat"] == ada.tokens["expires_in"] <= 600


@pytest.mark.filterwarnings(OLD_NAME)
def test_joserfc_verifies_an_access_token(ada: Registered) -> None:
    keys = KeySet.import_key_set(published())  # type: ignore[arg-type]
    token = jose.decode(ada.token, keys, algorithms=["EdDSA"])

    assert token.header["typ"] == "at+jwt"
    assert token.claims["sub"] == ada.user_id
    assert token.claims["aud"] == settings().audience


@pytest.mark.filterwarnings(OLD_NAME)
def test_both_notice_another_payload(ada: Registered, eve: Registered) -> None:
    head, _, signature = ada.token.split(".")
    forged = ".".join((head, eve.token.split(".")[1], signature))
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(forged, jwt.PyJWK.from_dict(key_of(ada.token)), algorithms=["EdDSA"])
    with pytest.raises(BadSignatureError):
        jose.decode(forged, KeySet.import_key_set(published()), algorithms=["EdDSA"])  # type: ignore[arg-type]
