"""The public keys: which, under which names, and how long they may be kept."""

from __future__ import annotations

from typing import Any

import jwt
from joserfc.jwk import KeySet

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
