"""Join tokens: short JWTs (RFC 7519) that bind a user, a room, its epoch and what they may do.

EdDSA only, typ ``room+jwt``, no key is taken from the token (RFC 8725). A token joins once.
"""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from media_node.rooms.grants import Grants, Source

AUDIENCE = "media"
TYPE = "room+jwt"
LEEWAY_S = 5
LONGEST_S = 600
MAX_LENGTH = 4096


class BadToken(Exception):
    """The token is not one of ours, is not for this, has ended, or was used."""


class _Granted(BaseModel):
    model_config = ConfigDict(extra="ignore")

    publish: list[Source] = []
    subscribe: bool = False
    moderate: bool = False


class Claims(BaseModel):
    """What a token says; times in seconds since the epoch."""

    model_config = ConfigDict(extra="ignore")

    aud: Literal["media"]
    sub: str = Field(min_length=1, max_length=64)
    room: str = Field(min_length=1, max_length=64)
    epoch: int = Field(ge=0)
    jti: str = Field(min_length=16, max_length=64)
    iat: int
    exp: int
    granted: _Granted = Field(alias="grants")

    @property
    def grants(self) -> Grants:
        """What its bearer may do."""
        given = self.granted
        return Grants(frozenset(given.publish), given.subscribe, given.moderate)


class Verifier:
    """Checks tokens against the public keys it was given, by their ``kid``."""

    def __init__(
        self, keys: Mapping[str, Ed25519PublicKey], clock: Callable[[], float] = time.time
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._used: dict[str, int] = {}

    def use(self, token: str) -> Claims:
        """The claims of a token, which is of no use afterwards. Raises BadToken."""
        claims = self._verified(token)
        now = self._clock()
        if not claims.iat - LEEWAY_S <= now < claims.exp or claims.exp - claims.iat > LONGEST_S:
            raise BadToken
        self._forget(now)
        if claims.jti in self._used:
            raise BadToken
        self._used[claims.jti] = claims.exp
        return claims

    def _forget(self, now: float) -> None:
        """Drop what has ended. They are in the order of use, so the first end about first."""
        while self._used and (first := next(iter(self._used))) and self._used[first] <= now:
            del self._used[first]

    def _verified(self, token: str) -> Claims:
        if len(token) > MAX_LENGTH or not token.isascii() or token.count(".") != 2:
            raise BadToken
        head, body, signature = token.split(".")
        header = _json(head)
        if header.get("alg") != "EdDSA" or header.get("typ") != TYPE:
            raise BadToken
        key = self._keys.get(str(header.get("kid")))
        if key is None:
            raise BadToken
        try:
            key.verify(_bytes(signature), f"{head}.{body}".encode())
            return Claims.model_validate(_json(body))
        except (InvalidSignature, ValidationError):
            raise BadToken from None


def keys_of(jwks: str) -> dict[str, Ed25519PublicKey]:
    """The Ed25519 keys of a JWK set (RFC 8037). Raises ValueError when it is none."""
    found = {}
    for key in json.loads(jwks)["keys"]:
        if key.get("kty") == "OKP" and key.get("crv") == "Ed25519":
            found[str(key["kid"])] = Ed25519PublicKey.from_public_bytes(_bytes(key["x"]))
    return found


def mint(key: Ed25519PrivateKey, kid: str, claims: Mapping[str, object]) -> str:
    """A signed token: what the `calls` service does, for development and tests."""
    head = _text({"alg": "EdDSA", "typ": TYPE, "kid": kid})
    signed = f"{head}.{_text(claims)}"
    return f"{signed}.{_encode(key.sign(signed.encode()))}"


def _json(part: str) -> dict[str, object]:
    try:
        value = json.loads(_bytes(part))
    except (ValueError, RecursionError):
        raise BadToken from None
    if not isinstance(value, dict):
        raise BadToken
    return value


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except NotBase64:
        raise BadToken from None


def _text(value: Mapping[str, object]) -> str:
    return _encode(json.dumps(value, separators=(",", ":")).encode())


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
