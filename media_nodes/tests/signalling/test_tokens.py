"""Who is let in."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media_node.rooms.grants import Source
from media_node.signalling.tokens import BadToken, Verifier, keys_of, mint
from tests.fuzzing import EXECUTIONS, survives

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
CLAIMS: dict[str, object] = {
    "aud": "media", "sub": "usr_1", "room": "rom_1", "epoch": 3, "jti": "j" * 32,
    "grants": {"publish": ["camera"], "subscribe": True}, "iat": 1000, "exp": 1060,
}  # fmt: skip


@pytest.fixture
def verifier() -> Verifier:
    return Verifier({"one": KEY.public_key()}, clock=lambda: 1010.0)


def test_a_token_says_who_where_and_what(verifier: Verifier) -> None:
    claims = verifier.use(mint(KEY, "one", CLAIMS))
    assert (claims.sub, claims.room, claims.epoch) == ("usr_1", "rom_1", 3)
    assert claims.grants.publish == {Source.CAMERA}
    assert (claims.grants.subscribe, claims.grants.moderate) == (True, False)


def test_a_token_joins_once(verifier: Verifier) -> None:
    token = mint(KEY, "one", CLAIMS)
    verifier.use(token)
    with pytest.raises(BadToken):
        verifier.use(token)


def test_tokens_that_have_ended_are_not_remembered() -> None:
    now = 1010.0
    verifier = Verifier({"one": KEY.public_key()}, clock=lambda: now)
    verifier.use(mint(KEY, "one", CLAIMS))
    now = 2010.0
    verifier.use(mint(KEY, "one", CLAIMS | {"iat": 2000, "exp": 2060, "jti": "k" * 32}))
    assert list(verifier._used) == ["k" * 32]


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "api"}, {"exp": 1010}, {"iat": 1016}, {"exp": 9999}, {"epoch": -1},
        {"room": ""}, {"jti": "short"}, {"grants": {"publish": ["everything"]}}, {"sub": None},
    ],
)  # fmt: skip
def test_claims_that_are_not_for_this_are_refused(
    verifier: Verifier, changed: dict[str, object]
) -> None:
    with pytest.raises(BadToken):
        verifier.use(mint(KEY, "one", CLAIMS | changed))


def test_a_foreign_signature_an_unknown_key_and_another_algorithm_are_refused(
    verifier: Verifier,
) -> None:
    good = mint(KEY, "one", CLAIMS)
    head, body, signature = good.split(".")
    none = urlsafe_b64encode(b'{"alg":"none","typ":"room+jwt","kid":"one"}').decode()
    for token in (
        mint(OTHER, "one", CLAIMS), mint(KEY, "two", CLAIMS), f"{none}.{body}.",
        f"{head}.{body}.{signature[:-4]}", f"{head}.{body}", "", "…", good * 20,
    ):  # fmt: skip
        with pytest.raises(BadToken):
            verifier.use(token)


def test_keys_come_from_a_jwk_set() -> None:
    x = urlsafe_b64encode(KEY.public_key().public_bytes_raw()).rstrip(b"=").decode()
    jwks = {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "one", "x": x}, {"kty": "RSA"}]}
    assert list(keys_of(json.dumps(jwks))) == ["one"]


def test_no_token_raises_anything_else(verifier: Verifier) -> None:
    seeds = [mint(KEY, "one", CLAIMS).encode(), mint(KEY, "one", {}).encode(), b"e30.e30.e30"]
    _, refused = survives(
        lambda data: verifier.use(data.decode("latin-1")), seeds, BadToken, EXECUTIONS // 10
    )
    assert refused > 1000
